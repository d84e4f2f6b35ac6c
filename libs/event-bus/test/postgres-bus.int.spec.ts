import { deadLetterTopic } from '@assay/contracts';
import { createTestDatabase } from '@assay/testing';
import { createBus } from '@assay/event-bus';
import type { EventBus, RawMessage } from '@assay/event-bus';
import { Client } from 'pg';
import { busContract } from './contract/bus.contract.js';
import type { LogUnderTest } from './support/log-under-test.js';
import { TEST_TIMING } from './support/log-under-test.js';

const TOPICS_OF_TESTS = { partitions: 4, retentionMs: -1, replicationFactor: 1 };

async function createPostgresLog(): Promise<LogUnderTest> {
  const database = await createTestDatabase();
  const buses: EventBus[] = [];
  const open: LogUnderTest['open'] = (timing, archive) => {
    const bus = createBus({
      bus: { kind: 'postgres', databaseUrl: database.url },
      topics: TOPICS_OF_TESTS,
      archive,
      timing: { ...TEST_TIMING, ...timing },
    });
    buses.push(bus);
    return bus;
  };
  await open().createTopics();
  return {
    open,
    deadLetters: (topic) => rawMessages(database.url, deadLetterTopic(topic)),
    close: async () => {
      await Promise.all(buses.map((bus) => bus.close()));
      await database.drop();
    },
  };
}

async function rawMessages(connectionString: string, topic: string): Promise<readonly RawMessage[]> {
  const client = new Client({ connectionString });
  await client.connect();
  const { rows } = await client.query<{ key: string; headers: Record<string, string>; value: Buffer }>(
    `SELECT convert_from(key, 'UTF8') AS key, headers, value FROM bus.log JOIN bus.topics USING (topic_id)
     WHERE name = $1 ORDER BY partition, "offset"`,
    [topic],
  );
  await client.end();
  return rows;
}

describe('the log in Postgres', () => busContract(createPostgresLog));
