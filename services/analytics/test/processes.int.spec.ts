import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { EventEnvelope } from '@assay/contracts';
import type { BusConfig, EventBus } from '@assay/event-bus';
import { createBus } from '@assay/event-bus';
import type { TestDatabase } from '@assay/testing';
import {
  createTestDatabase,
  describeWith,
  eventually,
  kafkaBrokers,
  Random,
  soakFactor,
} from '@assay/testing';
import { AnalyticsProcess } from './support/analytics-process.js';
import { liveStatistics } from './support/live-model.js';
import { statisticsOf } from './support/oracle.js';
import { DEFINITIONS, traffic } from './support/traffic.js';

const MINUTES = 60_000;
const PATIENCE = { timeoutMs: 5 * MINUTES, intervalMs: 250 };
const IS_SOAK = soakFactor() > 1;
const BACKLOG = IS_SOAK ? 100_000 : 12_000;
const EVENTS = IS_SOAK ? 60_000 : 4_000;
/** Longer than a process keeps its partitions without a sign of life, where there is time for it. */
const FROZEN_MS = IS_SOAK ? 60_000 : 2_000;
const MOST_MEMORY_MB = 300;

/** A log, the database of the service, and the processes that work on them. */
interface World {
  readonly bus: EventBus;
  readonly databaseUrl: string;
  start(): Promise<AnalyticsProcess>;
  close(): Promise<void>;
}

async function openWorld(kind: BusConfig['kind']): Promise<World> {
  const database: TestDatabase = await createTestDatabase();
  const namespace = `analytics-${randomUUID()}`;
  const brokers = (kafkaBrokers() ?? '').split(',');
  const log: BusConfig =
    kind === 'kafka' ? { kind, brokers, namespace } : { kind, databaseUrl: database.url, namespace };
  const bus = createBus({ bus: log, topics: { partitions: 3, retentionMs: -1, replicationFactor: 1 } });
  await bus.createTopics();
  const processes: AnalyticsProcess[] = [];
  const env = {
    DATABASE_URL: database.url,
    BUS: kind,
    KAFKA_NAMESPACE: namespace,
    TOPIC_PARTITIONS: '3',
    BUS_SESSION_SECONDS: '6',
    ...(kind === 'kafka' ? { KAFKA_BROKERS: brokers.join(',') } : {}),
  };
  return {
    bus,
    databaseUrl: database.url,
    start: async () => {
      const started = await AnalyticsProcess.start(env);
      processes.push(started);
      return started;
    },
    close: async () => {
      await Promise.all(processes.map((process) => process.stop('SIGKILL')));
      await bus.close();
      await database.drop();
    },
  };
}

async function publish(bus: EventBus, events: readonly EventEnvelope[], breatherMs = 0): Promise<void> {
  for (let start = 0; start < events.length; start += 500) {
    await bus.publish(events.slice(start, start + 500));
    await sleep(breatherMs);
  }
}

const eventsOf = (count: number, seed: number) => traffic(seed, Math.ceil(count / 12), 12).slice(0, count);

function workThrough(kind: BusConfig['kind']): void {
  let world: World;
  beforeEach(async () => {
    world = await openWorld(kind);
  });
  afterEach(() => world.close(), MINUTES);

  const equals = (expected: readonly string[]) =>
    eventually(async () => expect(await liveStatistics(world.databaseUrl)).toEqual(expected), PATIENCE);

  it(
    'a backlog in bounded memory, and a rebuild of it that is killed in the middle',
    async () => {
      const events = eventsOf(BACKLOG, 17);
      const expected = statisticsOf([...DEFINITIONS, ...events]);
      await world.bus.publish(DEFINITIONS);
      await publish(world.bus, events);
      const first = await world.start();
      await equals(expected);
      const peak = first.peakMemoryMb() ?? 0;
      process.stdout.write(`a backlog of ${String(BACKLOG)} events: ${String(peak)} MB at most\n`);
      expect(peak).toBeLessThanOrEqual(MOST_MEMORY_MB);
      const rebuild = '/api/v1/admin/services/analytics/projections/engine/rebuild';
      const begun = await first.call<{ generation: number }>('POST', rebuild);
      await first.stop('SIGKILL');
      const second = await world.start();
      await eventually(async () => {
        const progress = await second.call<{ generation: number; state: string }>('GET', rebuild);
        expect(progress).toMatchObject({ generation: begun.generation, state: 'done' });
      }, PATIENCE);
      expect(await liveStatistics(world.databaseUrl)).toEqual(expected);
    },
    10 * MINUTES,
  );

  it(
    'events that come several times, late and in disorder, while processes freeze, are killed and join',
    async () => {
      const events = eventsOf(EVENTS, 18);
      const expected = statisticsOf([...DEFINITIONS, ...events]);
      await world.bus.publish(DEFINITIONS);
      const [first, second] = await Promise.all([world.start(), world.start()]);
      const repeated = new Random(18).shuffled([...events, ...events.slice(0, EVENTS / 2)]);
      const publishing = publish(world.bus, repeated, 200);
      first.signal('SIGSTOP');
      await sleep(FROZEN_MS);
      const third = await world.start();
      await second.stop('SIGKILL');
      first.signal('SIGCONT');
      await sleep(FROZEN_MS / 2);
      await third.stop('SIGTERM');
      await world.start();
      await publishing;
      await equals(expected);
    },
    10 * MINUTES,
  );
}

describe('analytics works through, on the log in Postgres', () => {
  workThrough('postgres');
});
describeWith('kafka', 'analytics works through, on Kafka', () => {
  workThrough('kafka');
});
