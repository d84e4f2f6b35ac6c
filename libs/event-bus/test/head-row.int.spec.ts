import { createTestDatabase, seededRandom, soakFactor } from '@assay/testing';
import type { TestDatabase } from '@assay/testing';
import type { EventBus } from '@assay/event-bus';
import { createBus } from '@assay/event-bus';
import type { Client } from 'pg';
import { Collector } from './support/collector.js';
import { connectTo } from './support/raw-log.js';
import { click, clicks, INTERACTIONS } from './support/sample-events.js';

const WRITERS = 32;
const APPENDS = 60 * soakFactor();

/** Appends one number, waits a little, and commits, or rolls back one time in twenty. */
async function write(client: Client, random: () => number, insert: (client: Client) => Promise<void>) {
  for (let append = 0; append < APPENDS; append += 1) {
    await client.query('BEGIN');
    await client.query('SELECT pg_sleep($1)', [random() * 0.004]);
    await insert(client);
    if (random() < 0.3) await client.query('SELECT pg_sleep($1)', [random() * 0.002]);
    await client.query(random() < 0.05 ? 'ROLLBACK' : 'COMMIT');
  }
}

/** Reads on from the last position while the writers write; what it has seen in the end. */
async function readAlong(client: Client, table: string, isDone: () => boolean): Promise<readonly number[]> {
  const seen: number[] = [];
  for (let done = false; ;) {
    const { rows } = await client.query<{ position: string }>(
      `SELECT position FROM ${table} WHERE position > $1 ORDER BY position`,
      [seen.at(-1) ?? -1],
    );
    seen.push(...rows.map(({ position }) => Number(position)));
    if (done) return seen;
    done = isDone();
  }
}

/** 32 writers with delays and rollbacks against one reader: how many committed rows it never saw. */
async function race(url: string, table: string, insert: (client: Client) => Promise<void>) {
  const clients = await Promise.all(Array.from({ length: WRITERS + 1 }, () => connectTo(url)));
  const [reader, ...writers] = clients;
  if (reader === undefined) throw new TypeError('no reader');
  let done = false;
  const writing = Promise.all(
    writers.map((client, index) => write(client, seededRandom(index + 1), insert)),
  ).then(() => (done = true));
  const seen = await readAlong(reader, table, () => done);
  await writing;
  const { rows } = await reader.query<{ position: string }>(
    `SELECT position FROM ${table} ORDER BY position`,
  );
  await Promise.all(clients.map((client) => client.end()));
  const committed = rows.map(({ position }) => Number(position));
  const known = new Set(seen);
  return { committed, missed: committed.filter((position) => !known.has(position)).length };
}

describe('the order of the log in Postgres', () => {
  let database: TestDatabase;
  let bus: EventBus;

  beforeAll(async () => {
    database = await createTestDatabase();
    bus = createBus({
      bus: { kind: 'postgres', databaseUrl: database.url },
      topics: { partitions: 3, retentionMs: -1, replicationFactor: 1 },
    });
    await bus.createTopics();
  });
  afterAll(async () => {
    await bus.close();
    await database.drop();
  });

  it('lets a reader miss nothing with head rows, where it misses committed rows with a sequence', async () => {
    const client = await connectTo(database.url);
    await client.query('CREATE TABLE head (next bigint NOT NULL)');
    await client.query('INSERT INTO head VALUES (0)');
    await client.query('CREATE TABLE by_head (position bigint PRIMARY KEY)');
    await client.query('CREATE TABLE by_sequence (position bigserial PRIMARY KEY, filler int)');
    await client.end();

    const withHead = await race(database.url, 'by_head', async (writer) => {
      await writer.query(
        `WITH h AS (UPDATE head SET next = next + 1 RETURNING next - 1 AS base)
         INSERT INTO by_head SELECT base FROM h`,
      );
    });
    expect(withHead.missed).toBe(0);
    expect(withHead.committed).toEqual(withHead.committed.map((_, index) => index));

    const withSequence = await race(database.url, 'by_sequence', async (writer) => {
      await writer.query('INSERT INTO by_sequence (filler) VALUES (0)');
    });
    expect(withSequence.missed).toBeGreaterThan(0);
  });

  it('is dense and complete for many concurrent publishers over all partitions, without a deadlock', async () => {
    const publishers = Array.from({ length: 4 }, () =>
      createBus({ bus: { kind: 'postgres', databaseUrl: database.url } }),
    );
    const collector = new Collector();
    const reader = await bus.read({ name: 'r', topics: [INTERACTIONS], handle: collector.handle });
    const events = clicks(4_000, 97);
    await Promise.all(
      publishers.map(async (publisher, index) => {
        for (let from = index * 1_000; from < (index + 1) * 1_000; from += 25)
          await Promise.all([
            publisher.publish(events.slice(from, from + 10)),
            publisher.publish(events.slice(from + 10, from + 25)),
          ]);
      }),
    );
    await reader.stop();
    const rest = await bus.read({
      name: 'r',
      topics: [INTERACTIONS],
      from: collector.positions,
      handle: collector.handle,
    });
    await rest.caughtUp;
    await Promise.all([rest.stop(), ...publishers.map((publisher) => publisher.close())]);
    expect([...collector.ids].sort()).toEqual(events.map(({ id }) => id).sort());
    const total = (await bus.ends(INTERACTIONS)).reduce((sum, { end }) => sum + end, 0);
    expect(total).toBe(4_000);
  });

  it.each(['UPDATE bus.log SET value = value', 'DELETE FROM bus.log', 'TRUNCATE bus.log'])(
    'refuses %s, whoever asks',
    async (statement) => {
      await bus.publish([click('unit-1', 1)]);
      const client = await connectTo(database.url);
      await expect(client.query(statement)).rejects.toThrow('bus.log is append-only');
      await client.end();
    },
  );
});
