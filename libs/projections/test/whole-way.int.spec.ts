import { randomUUID } from 'node:crypto';
import type { EventEnvelope } from '@assay/contracts';
import { TOPICS } from '@assay/contracts';
import type { EventBus } from '@assay/event-bus';
import { createBus } from '@assay/event-bus';
import type { BusConfig } from '@assay/event-bus';
import {
  EVENT_STORE_SCHEMA,
  PostgresEventStore,
  Relay,
  createServicePool,
  migrate,
  provisionDatabase,
} from '@assay/event-store';
import type { ServiceDatabase } from '@assay/event-store';
import { createTestDatabase, describeWith, eventually, kafkaBrokers } from '@assay/testing';
import type { TestDatabase } from '@assay/testing';
import type { Pool } from 'pg';
import type { ProjectionDefinition } from '../src/index.js';
import { PROJECTIONS_SCHEMA, Projections } from '../src/index.js';
import { decision, interaction, numbers } from './example-events.js';
import { STREAM_STATUS, UNIT_COUNTS } from './example-projections.js';

const ACCOUNTS = [
  { service: 'way-writer', password: 'writes' },
  { service: 'way-reader', password: 'reads' },
] as const;
const [WRITER, READER] = ACCOUNTS;

const NAME = 'from the event store of one service to the read model of another, each with its own role';

describe(`${NAME}, over Postgres`, () => {
  wholeWay(({ databaseUrl }) => ({ kind: 'postgres', databaseUrl }));
});
describeWith('kafka', `${NAME}, over Kafka`, () => {
  wholeWay((_database, namespace) => ({
    kind: 'kafka',
    brokers: (kafkaBrokers() ?? '').split(','),
    namespace,
  }));
});

function wholeWay(log: (database: ServiceDatabase, namespace: string) => BusConfig): void {
  let namespace: string;
  let test: TestDatabase;
  let writer: {
    readonly pool: Pool;
    readonly bus: EventBus;
    readonly relay: Relay;
    readonly store: PostgresEventStore;
  };
  let reader: { readonly pool: Pool; readonly bus: EventBus };
  let started: Projections[] = [];

  const databaseOf = ({ service, password }: (typeof ACCOUNTS)[number]): ServiceDatabase => {
    const url = new URL(test.url);
    url.username = `assay_${service.replaceAll('-', '_')}`;
    url.password = password;
    return { service, databaseUrl: url.href };
  };
  const openBus = async (database: ServiceDatabase): Promise<EventBus> => {
    const bus = createBus({
      bus: log(database, namespace),
      topics: { partitions: 3, retentionMs: -1, replicationFactor: 1 },
      timing: { pollMs: 100 },
    });
    await bus.createTopics();
    return bus;
  };

  beforeEach(async () => {
    namespace = `way-${randomUUID()}`;
    test = await createTestDatabase();
    await provisionDatabase(test.url, ACCOUNTS);
    const [writing, reading] = [databaseOf(WRITER), databaseOf(READER)];
    await migrate(writing, EVENT_STORE_SCHEMA);
    for (const schema of [EVENT_STORE_SCHEMA, PROJECTIONS_SCHEMA]) await migrate(reading, schema);
    const [pool, bus] = [createServicePool(writing), await openBus(writing)];
    const relay = new Relay({ ...writing, bus, pollMs: 100 });
    writer = { pool, bus, relay, store: new PostgresEventStore(pool) };
    reader = { pool: createServicePool(reading), bus: await openBus(reading) };
    relay.start();
  });
  afterEach(async () => {
    await Promise.all(started.map((projections) => projections.stop()));
    started = [];
    await writer.relay.stop();
    for (const { bus, pool } of [writer, reader]) {
      await bus.close();
      await pool.end();
    }
    await test.drop();
  });

  function start(definition: ProjectionDefinition): Projections {
    const projections = new Projections({ service: READER.service, ...reader, onError: () => undefined }, [
      definition,
    ]);
    started.push(projections);
    projections.start();
    return projections;
  }
  const rows = <Row>(projections: Projections, name: string, sql: string) =>
    projections.read(name, (model) => model.query<Row>(sql)).catch(() => []);

  it('decisions arrive in order, whole, and the model says up to when it is complete', async () => {
    const projections = start(STREAM_STATUS);
    const streams = numbers(5).map((n) => `default/experiment/e${String(n)}`);
    for (const version of numbers(6, 1))
      for (const stream of streams)
        await writer.store.append(stream, version - 1, [decision(stream, version)]);
    await eventually(
      async () => (await rows(projections, 'stream-status', 'SELECT 1 FROM pauses')).length === 15,
    );
    const until = Date.now();
    await eventually(
      async () => ((await projections.completeness('stream-status')).completeTo?.getTime() ?? 0) > until,
    );
    expect((await projections.status('stream-status')).quarantined).toEqual([]);
  });

  it('a rebuild from the log gives the same hash, while events arrive and reads go on', async () => {
    const projections = start(UNIT_COUNTS);
    const publish = (from: number, count: number) =>
      writer.bus.publish(numbers(count, from).map((n) => interaction(n)));
    const counted = async () =>
      Number(
        (await rows<{ n: string }>(projections, 'unit-counts', 'SELECT sum(n) AS n FROM unit_counts'))[0]?.n,
      );
    await publish(0, 2_000);
    await eventually(async () => (await counted()) === 2_000);
    const { hash } = await projections.hashOf('unit-counts');
    await projections.rebuild('unit-counts');
    await eventually(async () => (await projections.rebuildProgress('unit-counts'))?.state === 'done');
    expect((await projections.hashOf('unit-counts')).hash).toBe(hash);

    await projections.rebuild('unit-counts');
    for (const from of numbers(10).map((n) => 2_000 + n * 100)) {
      await publish(from, 100);
      expect(await counted()).toBeGreaterThanOrEqual(2_000);
    }
    await eventually(async () => (await projections.rebuildProgress('unit-counts'))?.state === 'done');
    await eventually(async () => (await counted()) === 3_000);
    expect((await projections.status('unit-counts')).generation).toBe(3);
  });

  it('an event that the fold cannot take becomes a dead letter, and all others are counted', async () => {
    const picky: ProjectionDefinition = {
      ...UNIT_COUNTS,
      apply: async (events, scope) => {
        const names = events.map(({ event }) => (event.data as { name: string }).name);
        if (names.includes('poison')) throw new TypeError('cannot read properties of undefined');
        await UNIT_COUNTS.apply(events, scope);
      },
    };
    const projections = start(picky);
    const events: readonly EventEnvelope[] = numbers(100).map((n) =>
      interaction(n, n % 50 === 7 ? 'poison' : 'click'),
    );
    await writer.bus.publish(events);
    await eventually(async () => {
      const [row] = await rows<{ n: string }>(
        projections,
        'unit-counts',
        'SELECT sum(n) AS n FROM unit_counts',
      );
      return Number(row?.n) === 98;
    });
    const letters = await reader.bus.ends(`${TOPICS.interactions.name}.dead-letters`);
    expect(letters.reduce((sum, { end }) => sum + end, 0)).toBe(2);
    await eventually(async () => (await projections.status('unit-counts')).lag === 0);
  });
}
