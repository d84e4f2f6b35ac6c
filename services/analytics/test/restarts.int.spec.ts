import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { EventEnvelope } from '@assay/contracts';
import type { BusConfig, EventBus } from '@assay/event-bus';
import { createBus } from '@assay/event-bus';
import type { LocalPostgres } from '@assay/local-postgres';
import { startLocalPostgres } from '@assay/local-postgres';
import { createTestDatabase, describeWith, eventually, PrivateKafka, soakFactor } from '@assay/testing';
import { AnalyticsProcess } from './support/analytics-process.js';
import { liveStatistics } from './support/live-model.js';
import { statisticsOf } from './support/oracle.js';
import { DEFINITIONS, traffic } from './support/traffic.js';

const MINUTES = 60_000;
const PATIENCE = { timeoutMs: 5 * MINUTES, intervalMs: 250 };
const EVENTS = traffic(23, 200, 12);
const EXPECTED = statisticsOf([...DEFINITIONS, ...EVENTS]);
const OUTAGES = soakFactor() > 1 ? 5 : 1;
const OUTAGE_MS = soakFactor() > 1 ? 30_000 : 1_500;
const BATCH = 100;

/** Over which events are sent: while there are outages, and a little longer. */
const SENDING_MS = OUTAGES * OUTAGE_MS * 1.6;

/**
 * What a client does: the same events again until the log has them. Each batch has its time, so that what an outage held
 * up is sent at once after it.
 */
async function publish(bus: EventBus, events: readonly EventEnvelope[]): Promise<void> {
  const begun = performance.now();
  for (let start = 0; start < events.length; start += BATCH) {
    const batch = events.slice(start, start + BATCH);
    await eventually(() => bus.publish(batch), PATIENCE);
    const due = begun + (SENDING_MS * (start + BATCH)) / events.length;
    await sleep(Math.max(0, due - performance.now()));
  }
}

interface Part {
  stop(): Promise<void>;
  start(): Promise<void>;
}

/** The part goes and comes back while events are sent; in the end the model has each of them once. */
async function outages(part: Part, bus: EventBus, databaseUrl: string): Promise<void> {
  const publishing = publish(bus, EVENTS);
  for (let outage = 0; outage < OUTAGES; outage += 1) {
    await sleep(OUTAGE_MS / 2);
    await part.stop();
    await sleep(OUTAGE_MS);
    await part.start();
  }
  await publishing;
  await eventually(async () => expect(await liveStatistics(databaseUrl)).toEqual(EXPECTED), PATIENCE);
}

const TOPICS_OF_TEST = { partitions: 3, retentionMs: -1, replicationFactor: 1 };

async function openLog(config: BusConfig): Promise<EventBus> {
  const bus = createBus({ bus: config, topics: TOPICS_OF_TEST });
  await bus.createTopics();
  await bus.publish(DEFINITIONS);
  return bus;
}

describe('while Postgres restarts', () => {
  const folder = mkdtempSync(join(tmpdir(), 'assay-restarts-'));
  let server: LocalPostgres;
  const start = async (): Promise<void> => {
    const place = { folder: join(folder, 'postgres'), password: 'test', durable: false };
    server = await startLocalPostgres(server === undefined ? place : { ...place, port: server.port });
  };
  beforeAll(async () => {
    chmodSync(folder, 0o711);
    await start();
  }, MINUTES);
  afterAll(async () => {
    await server.stop();
    rmSync(folder, { recursive: true, force: true });
  }, MINUTES);

  it(
    'with the log in it, analytics waits, goes on by itself and counts every event once',
    async () => {
      const bus = await openLog({ kind: 'postgres', databaseUrl: server.url });
      const env = { DATABASE_URL: server.url, BUS: 'postgres', TOPIC_PARTITIONS: '3' };
      const analytics = await AnalyticsProcess.start(env);
      try {
        await outages({ stop: () => server.stop(), start }, bus, server.url);
        await analytics.ready();
      } finally {
        await analytics.stop('SIGKILL');
        await bus.close();
      }
    },
    10 * MINUTES * OUTAGES,
  );
});

describeWith('kafka', 'while Kafka restarts', () => {
  let kafka: PrivateKafka;
  beforeAll(async () => {
    kafka = await PrivateKafka.started();
  }, 3 * MINUTES);
  afterAll(() => kafka.remove(), MINUTES);

  it(
    'analytics waits, goes on by itself and counts every event once',
    async () => {
      const database = await createTestDatabase();
      const brokers = `127.0.0.1:${String(kafka.port)}`;
      const bus = await openLog({ kind: 'kafka', brokers: [brokers] });
      const env = { DATABASE_URL: database.url, BUS: 'kafka', KAFKA_BROKERS: brokers, TOPIC_PARTITIONS: '3' };
      const analytics = await AnalyticsProcess.start(env);
      try {
        await outages(kafka, bus, database.url);
        await analytics.ready();
      } finally {
        await analytics.stop('SIGKILL');
        await bus.close();
        await database.drop();
      }
    },
    10 * MINUTES * OUTAGES,
  );
});
