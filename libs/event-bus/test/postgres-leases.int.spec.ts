import { createTestDatabase, eventually } from '@assay/testing';
import type { TestDatabase } from '@assay/testing';
import type { EventBus } from '@assay/event-bus';
import { createBus } from '@assay/event-bus';
import { Collector } from './support/collector.js';
import { connectTo } from './support/raw-log.js';
import { click, clicks, INTERACTIONS } from './support/sample-events.js';

describe('the groups of the log in Postgres', () => {
  let database: TestDatabase;
  const opened: EventBus[] = [];
  const open = (sessionMs = 1_000): EventBus => {
    const bus = createBus({
      bus: { kind: 'postgres', databaseUrl: database.url },
      topics: { partitions: 4, retentionMs: -1, replicationFactor: 1 },
      timing: { sessionMs, pollMs: 50 },
    });
    opened.push(bus);
    return bus;
  };

  beforeEach(async () => {
    database = await createTestDatabase();
    await open().createTopics();
  });
  afterEach(async () => {
    await Promise.all(opened.splice(0).map((bus) => bus.close()));
    await database.drop();
  });

  it('take over partitions whose holder gives no sign of life any more', async () => {
    const client = await connectTo(database.url);
    await client.query(
      `INSERT INTO bus.leases SELECT 'workers', topic_id, partition, gen_random_uuid(),
         clock_timestamp() + interval '1 second' FROM bus.heads`,
    );
    await client.end();
    const bus = open();
    await bus.publish(clicks(40));
    const collector = new Collector();
    await bus.subscribe({ group: 'workers', topics: [INTERACTIONS], handle: collector.handle });
    await eventually(() => collector.ids.length === 40);
  });

  it('stop working on a partition that somebody else took, and leave its position alone', async () => {
    const bus = open(600_000);
    const collector = new Collector();
    await bus.publish([click('unit-1', 1)]);
    const subscription = await bus.subscribe({
      group: 'workers',
      topics: [INTERACTIONS],
      handle: collector.handle,
    });
    await subscription.caughtUp;
    const client = await connectTo(database.url);
    await eventually(async () => (await client.query('SELECT FROM bus.positions')).rowCount === 1);
    await client.query('UPDATE bus.leases SET owner = gen_random_uuid()');
    await bus.publish([click('unit-1', 2)]);
    await eventually(() => collector.ids.length === 2);
    await bus.publish([click('unit-1', 3)]);
    await subscription.stop();
    const { rows } = await client.query<{ next: string }>('SELECT next FROM bus.positions');
    await client.end();
    expect([collector.ids.length, rows]).toEqual([2, [{ next: '1' }]]);
  });

  it('find new messages by polling when no notification comes', async () => {
    const [writer, reader] = [open(), open()];
    const collector = new Collector();
    const subscription = await reader.read({
      name: 'r',
      topics: [INTERACTIONS],
      handle: collector.handle,
    });
    await subscription.caughtUp;
    const client = await connectTo(database.url);
    await client.query(
      `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
       WHERE datname = current_database() AND query LIKE 'LISTEN%'`,
    );
    await client.end();
    await writer.publish(clicks(5));
    await eventually(() => collector.ids.length === 5);
  });

  it('go on after every connection was cut', async () => {
    const bus = open();
    const collector = new Collector();
    const subscription = await bus.subscribe({
      group: 'workers',
      topics: [INTERACTIONS],
      handle: collector.handle,
    });
    await subscription.caughtUp;
    const client = await connectTo(database.url);
    await client.query(
      `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
       WHERE datname = current_database() AND pid <> pg_backend_pid()`,
    );
    await client.end();
    await eventually(async () => {
      await bus.publish([click('unit-1', 1)]);
      return true;
    });
    await eventually(() => new Set(collector.ids).size === 1);
    expect(subscription.health().running).toBe(true);
  });
});
