import { TOPICS } from '@assay/contracts';
import { createTestDatabase } from '@assay/testing';
import type { TestDatabase } from '@assay/testing';
import type { EventBus } from '@assay/event-bus';
import { createBus, encodeEvent } from '@assay/event-bus';
import type { Client } from 'pg';
import { Collector } from './support/collector.js';
import { connectTo } from './support/raw-log.js';
import { ACCESS, click, clicks, INTERACTIONS } from './support/sample-events.js';

describe('the tables of the log', () => {
  let database: TestDatabase;
  let client: Client;
  const opened: EventBus[] = [];

  const open = (partitions = 2, namespace = '', url = database.url): EventBus => {
    const bus = createBus({
      bus: { kind: 'postgres', databaseUrl: url, namespace },
      topics: { partitions, retentionMs: -1, replicationFactor: 1 },
      timing: { pollMs: 50 },
    });
    opened.push(bus);
    return bus;
  };
  const readAll = async (bus: EventBus, topic: string): Promise<Collector> => {
    const collector = new Collector();
    const reader = await bus.read({ name: 'r', topics: [topic], handle: collector.handle });
    await reader.caughtUp;
    await reader.stop();
    return collector;
  };

  beforeEach(async () => {
    database = await createTestDatabase();
    client = await connectTo(database.url);
  });
  afterEach(async () => {
    await Promise.all(opened.splice(0).map((bus) => bus.close()));
    await client.end();
    await database.drop();
  });

  it('are created by many processes at once, and again, with the partitions they had', async () => {
    await Promise.all(Array.from({ length: 5 }, () => open(2).createTopics()));
    const later = open(9);
    await later.createTopics();
    expect(await later.ends(INTERACTIONS)).toHaveLength(2);
    const { rows } = await client.query<{ n: number }>(
      'SELECT count(DISTINCT name)::int AS n FROM bus.topics',
    );
    // Each with its dead letters.
    expect(rows[0]?.n).toBe(2 * Object.keys(TOPICS).length);
  });

  it('can be used by a role that may not create anything', async () => {
    await open().createTopics();
    await client.query(`DO $$ BEGIN
      IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'bus_user') THEN
        CREATE ROLE bus_user LOGIN PASSWORD 'bus_user';
      END IF;
    END $$`);
    await client.query('GRANT USAGE ON SCHEMA bus TO bus_user');
    await client.query('GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA bus TO bus_user');
    const url = new URL(database.url);
    Object.assign(url, { username: 'bus_user', password: 'bus_user' });
    const bus = open(2, '', url.href);
    await bus.createTopics();
    await bus.publish(clicks(5));
    expect((await readAll(bus, INTERACTIONS)).ids).toHaveLength(5);
  });

  it('keep the topics of two namespaces apart', async () => {
    const [blue, green] = [open(2, 'blue'), open(2, 'green')];
    await blue.createTopics();
    await green.createTopics();
    await blue.publish([click('unit-1', 1)]);
    expect((await readAll(blue, INTERACTIONS)).ids).toEqual([click('unit-1', 1).id]);
    expect((await readAll(green, INTERACTIONS)).ids).toEqual([]);
  });

  it('say that a topic does not exist (yet)', async () => {
    await expect(open().publishRaw('nowhere', [])).rejects.toThrow();
    const bus = open();
    await bus.createTopics();
    await expect(bus.publishRaw('nowhere', [encodeEvent(click('u', 1))])).rejects.toMatchObject({
      code: 'UNKNOWN_TOPIC',
    });
  });

  it.each([
    ['nothing at all', { key: '', headers: {}, value: Buffer.alloc(0) }],
    [
      'every byte',
      { key: 'k', headers: { a: 'b' }, value: Buffer.from(Array.from({ length: 256 }, (_, n) => n)) },
    ],
    ['zero characters', { key: 'a\u0000b', headers: { 'h\u0000': 'v\u0000' }, value: Buffer.from('\u0000') }],
    ['half a character', { key: 'k', headers: { h: '\ud800' }, value: Buffer.from([0xc3]) }],
    ['quotes, braces, commas', { key: '{"a,b\\"}', headers: { h: '{1,"2"}' }, value: Buffer.from('{},"') }],
  ])('hold any message, byte for byte: %s', async (_, message) => {
    const bus = open();
    await bus.createTopics();
    await bus.publishRaw(ACCESS, [message, encodeEvent(click('u', 1))]);
    const { rows } = await client.query<{ key: Buffer; headers: unknown; value: Buffer }>(
      'SELECT key, headers, value FROM bus.log ORDER BY octet_length(headers::text) LIMIT 1',
    );
    expect(rows).toEqual([{ ...message, key: Buffer.from(message.key) }]);
  });

  it('halt a reader where rows were taken away beneath it', async () => {
    const bus = open(1);
    await bus.createTopics();
    await bus.publish(clicks(10, 1));
    await client.query('ALTER TABLE bus.log DISABLE TRIGGER log_is_append_only');
    await client.query('DELETE FROM bus.log WHERE "offset" BETWEEN 3 AND 5');
    const collector = new Collector();
    const reader = await bus.read({
      name: 'r',
      topics: [INTERACTIONS],
      maxBatchSize: 3,
      handle: collector.handle,
    });
    await expect(reader.caughtUp).rejects.toMatchObject({ code: 'POSITION_GAP' });
    expect(collector.ids).toHaveLength(3);
  });

  it('give large messages out a few at a time', async () => {
    const bus = open(1);
    await bus.createTopics();
    const large = { key: 'k', headers: {}, value: Buffer.alloc(900_000, 0x20) };
    for (let n = 0; n < 6; n += 1) await bus.publishRaw(INTERACTIONS, [large]);
    const { batches } = await readAll(bus, INTERACTIONS);
    expect(batches.map(({ firstOffset, nextOffset }) => nextOffset - firstOffset)).toEqual([3, 3]);
  });
});
