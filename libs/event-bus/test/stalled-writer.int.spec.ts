import { setTimeout as sleep } from 'node:timers/promises';
import { createTestDatabase, eventually } from '@assay/testing';
import type { TestDatabase } from '@assay/testing';
import type { EventBus } from '@assay/event-bus';
import { createBus, partitionOfKey } from '@assay/event-bus';
import type { Client } from 'pg';
import { Collector } from './support/collector.js';
import { appendSlowly, connectTo } from './support/raw-log.js';
import { click, INTERACTIONS } from './support/sample-events.js';

const PARTITIONS = 3;
/** A unit of each partition. */
const unitOf = (partition: number): string => {
  for (let n = 0; ; n += 1)
    if (partitionOfKey(`default/unit-${String(n)}`, PARTITIONS) === partition) return `unit-${String(n)}`;
};

describe('a writer that stops in the middle of its append', () => {
  let database: TestDatabase;
  let bus: EventBus;
  let stalled: Client;
  let topicId: number;

  beforeEach(async () => {
    database = await createTestDatabase();
    bus = createBus({
      bus: { kind: 'postgres', databaseUrl: database.url },
      topics: { partitions: PARTITIONS, retentionMs: -1, replicationFactor: 1 },
      timing: { lockTimeoutMs: 300, pollMs: 50 },
    });
    await bus.createTopics();
    stalled = await connectTo(database.url);
    const { rows } = await stalled.query<{ topic_id: number }>(
      'SELECT topic_id FROM bus.topics WHERE name = $1',
      [INTERACTIONS],
    );
    topicId = rows[0]?.topic_id ?? -1;
  });
  afterEach(async () => {
    await stalled.end().catch(() => undefined);
    await bus.close();
    await database.drop();
  });

  it('gives other writers of its partition an error that says to try again; nothing is written', async () => {
    await appendSlowly(stalled, topicId, 1);
    await expect(bus.publish([click(unitOf(1), 1)])).rejects.toMatchObject({
      code: 'LOG_BUSY',
      transient: true,
    });
    await stalled.query('ROLLBACK');
    await bus.publish([click(unitOf(1), 1)]);
    expect((await bus.ends(INTERACTIONS)).map(({ end }) => end)).toEqual([0, 1, 0]);
  });

  it('holds the others up for as long as it stands when nothing bounds the waiting (control)', async () => {
    const patient = createBus({
      bus: { kind: 'postgres', databaseUrl: database.url },
      topics: { partitions: PARTITIONS, retentionMs: -1, replicationFactor: 1 },
      timing: { lockTimeoutMs: 0, pollMs: 50 },
    });
    await appendSlowly(stalled, topicId, 1);
    let isSettled = false;
    const waiting = patient.publish([click(unitOf(1), 1)]).finally(() => {
      isSettled = true;
    });
    await sleep(3_000);
    expect(isSettled).toBe(false);
    await stalled.query('ROLLBACK');
    await waiting;
    await patient.close();
  });

  it('does not hold up writers of other partitions, also when they went together', async () => {
    await appendSlowly(stalled, topicId, 1);
    const outcomes = await Promise.allSettled([0, 1, 2].map((p) => bus.publish([click(unitOf(p), p)])));
    expect(outcomes.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
  });

  it('does not affect readers, and nothing is skipped when it goes on', async () => {
    await bus.publish([click(unitOf(1), 1)]);
    const collector = new Collector();
    const reader = await bus.read({ name: 'r', topics: [INTERACTIONS], handle: collector.handle });
    await reader.caughtUp;
    await appendSlowly(stalled, topicId, 1);
    await bus.publish([click(unitOf(0), 2)]);
    await eventually(() => collector.ids.length === 2);
    await stalled.query('COMMIT');
    await bus.publish([click(unitOf(1), 3)]);
    await eventually(() => collector.ids.length === 3);
    const ofOne = collector.batches.filter(({ partition }) => partition === 1);
    expect([ofOne[0]?.firstOffset, ofOne.at(-1)?.nextOffset]).toEqual([0, 3]);
  });

  it('keeps readers from saying that they are complete to an instant after its messages were stamped', async () => {
    let observedAt = 0;
    const group = {
      ...{ group: 'g', topics: [INTERACTIONS], handle: () => Promise.resolve() },
      onProgress: (places: readonly { readonly observedAt: number }[]) => {
        observedAt = places[0]?.observedAt ?? observedAt;
        return Promise.resolve();
      },
    };
    const subscription = await bus.subscribe(group);
    await eventually(() => observedAt > 0);
    await appendSlowly(stalled, topicId, 1);
    const { rows } = await stalled.query<{ at: number }>(
      'SELECT (extract(epoch FROM max(appended_at)) * 1000)::float8 AS at FROM bus.log',
    );
    const stampedAt = rows[0]?.at ?? 0;
    await sleep(3_000);
    expect(stampedAt).toBeGreaterThan(0);
    expect(observedAt).toBeLessThan(stampedAt);
    await stalled.query('COMMIT');
    await eventually(() => observedAt > stampedAt);
    await subscription.stop();
  });

  it('is ended by the database when it belongs to the bus, so that nobody waits for ever', async () => {
    const client = await connectTo(database.url);
    await client.query('SET idle_in_transaction_session_timeout = 200');
    await appendSlowly(client, topicId, 1);
    await eventually(async () => {
      await bus.publish([click(unitOf(1), 1)]);
      return true;
    });
    expect((await bus.ends(INTERACTIONS)).map(({ end }) => end)).toEqual([0, 1, 0]);
    await client.end().catch(() => undefined);
  });
});
