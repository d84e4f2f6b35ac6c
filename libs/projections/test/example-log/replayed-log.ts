import { setTimeout as sleep } from 'node:timers/promises';
import type { BusConfig, EventBus, LogRange } from '@assay/event-bus';
import { createBus } from '@assay/event-bus';
import { createServicePool, EVENT_STORE_SCHEMA, migrate } from '@assay/event-store';
import { createTestDatabase, eventually } from '@assay/testing';
import type { ProjectionDefinition } from '../../src/index.js';
import { Projections, PROJECTIONS_SCHEMA } from '../../src/index.js';
import type { OwnedProjection } from './every-projection.js';
import type { CopiedTopic } from './example-log.js';

/** What must make no difference. */
export interface Circumstances {
  readonly batchSize: number;
  readonly partitions: number;
  /** In the database of the read models where it is left out. */
  readonly bus?: BusConfig;
}

/** Hashes by service and projection. */
export type Hashes = Readonly<Record<string, string>>;

const QUIET_MS = 300;

const withBatches = (bus: EventBus, maxBatchSize: number) => ({
  ends: (topic: string) => bus.ends(topic),
  positionsAt: (topic: string, instant: number) => bus.positionsAt(topic, instant),
  records: (range: LogRange) => bus.records(range),
  read: (options: Parameters<EventBus['read']>[0]) => bus.read({ ...options, maxBatchSize }),
  subscribe: (options: Parameters<EventBus['subscribe']>[0]) => bus.subscribe({ ...options, maxBatchSize }),
});

async function publishAll(bus: EventBus, log: readonly CopiedTopic[]): Promise<void> {
  await bus.createTopics();
  for (const { topic, messages } of log) if (messages.length > 0) await bus.publishRaw(topic, messages);
}

/** Of models that have all of the log; one that was never told where its log ends has no lag either. */
async function hashesOf(projections: Projections): Promise<Hashes> {
  const hashes: Record<string, string> = {};
  for (const name of projections.names()) {
    const { lag, completeTo } = await projections.status(name);
    expect({ name, lag, isTold: completeTo !== null }).toEqual({ name, lag: 0, isTold: true });
    hashes[`${projections.service} ${name}`] = (await projections.hashOf(name)).hash;
  }
  return hashes;
}

/** What batches leave behind is settled moments later: the hashes count when they stay. */
async function lastingHashes(projections: Projections): Promise<Hashes> {
  return eventually(
    async () => {
      const before = await hashesOf(projections);
      await sleep(QUIET_MS);
      expect(await hashesOf(projections)).toEqual(before);
      return before;
    },
    { timeoutMs: 60_000 },
  );
}

/** Reads a log into every read model, in a database of its own, and gives their hashes. */
export async function replayLog(
  log: readonly CopiedTopic[],
  owned: readonly OwnedProjection[],
  { batchSize, partitions, bus: given }: Circumstances,
): Promise<Hashes> {
  const database = await createTestDatabase();
  const topics = { partitions, retentionMs: -1, replicationFactor: 1 };
  const bus = createBus({ bus: given ?? { kind: 'postgres', databaseUrl: database.url }, topics });
  await publishAll(bus, log);
  const replaying = [...new Set(owned.map((one) => one.service))].map((service) => {
    const definitions = owned.filter((one) => one.service === service).map(({ definition }) => definition);
    const parts = { bus: withBatches(bus, batchSize), service, databaseUrl: database.url };
    return replayService(parts, definitions);
  });
  const hashes = await Promise.all(replaying);
  await bus.close();
  await database.drop();
  return Object.assign({}, ...hashes) as Hashes;
}

async function replayService(
  {
    bus,
    service,
    databaseUrl,
  }: { readonly bus: ReturnType<typeof withBatches>; readonly service: string; readonly databaseUrl: string },
  definitions: readonly ProjectionDefinition[],
): Promise<Hashes> {
  const database = { service, databaseUrl };
  await migrate(database, EVENT_STORE_SCHEMA);
  await migrate(database, PROJECTIONS_SCHEMA);
  const pool = createServicePool(database, { max: 20 });
  const projections = new Projections({ service, pool, bus, onError: () => undefined }, definitions);
  projections.start();
  try {
    return await lastingHashes(projections);
  } finally {
    await projections.stop();
    await pool.end();
  }
}
