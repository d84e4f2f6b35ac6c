import 'reflect-metadata';
import { AuthModule, createApiKey } from '@assay/auth';
import type { EventEnvelope } from '@assay/contracts';
import { ApiKeyCreated, deadLetterTopic, derivedId, newEvent, streamId } from '@assay/contracts';
import type { ApiKeyScope } from '@assay/contracts';
import type { EventBus } from '@assay/event-bus';
import { createBus, EVENT_BUS } from '@assay/event-bus';
import type { BusConfig, ServiceConfig } from '@assay/platform';
import { createApp, newId, PlatformModule } from '@assay/platform';
import { createTestDatabase, eventually, kafkaBrokers } from '@assay/testing';
import { Global, Module } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { EventIngestModule } from '../src/index.js';

export const SECRET = 'k9Qz7Lw2Xv5Rt8Np3Ys6Hd1Gf4Jb0Mc-';
const TOPIC = 'assay.interactions.v1';

/** A key of these tests: its text, and the event that makes it known. */
export function testKey(
  scopes: readonly ApiKeyScope[],
  seed: number,
  origins?: readonly string[],
): { key: string; created: EventEnvelope } {
  const keyId = derivedId('key', String(seed));
  const random = new Uint8Array(32).fill(seed);
  const { key, eventData } = createApiKey({
    ...{ keyId, name: 'test', scopes, random },
    ...(origins === undefined ? {} : { origins }),
  });
  const metadata = {
    id: derivedId('created', keyId),
    source: 'assignment',
    subject: streamId('default', 'api-key', keyId),
    time: '2026-01-01T00:00:00.000Z',
    project: 'default',
    actor: 'user:admin',
    correlationid: keyId,
  };
  return { key, created: { ...newEvent(ApiKeyCreated, metadata, eventData), streamversion: 1 } };
}

/** What a test may do to a publish: pass it on, or not, or not tell. */
export type Fault = (publish: () => Promise<void>) => Promise<void>;

export interface IngestApp {
  readonly app: NestFastifyApplication;
  readonly bus: EventBus;
  /** Every event that lies in a topic of the log now, the interactions where none is named. */
  stored(topic?: string): Promise<readonly EventEnvelope[]>;
  /** How many messages of the interactions no reader could read. */
  unreadable(): Promise<number>;
  stop(): Promise<void>;
}

const configOf = (databaseUrl: string, bus: BusConfig): ServiceConfig => ({
  service: 'event-ingest',
  port: 0,
  host: '127.0.0.1',
  databaseUrl,
  bus,
  topics: { partitions: 3, retentionMs: -1, replicationFactor: 1 },
  sticky: { kind: 'memory' },
  jwt: { key: { kind: 'secret', secret: SECRET } },
  logLevel: 'silent',
  migrateOnStart: true,
});

const withFaults = (bus: EventBus, fault: Fault): EventBus =>
  new Proxy(bus, {
    get(target, name) {
      if (name === 'publish')
        return (events: readonly EventEnvelope[]) => fault(() => target.publish(events));
      const member: unknown = Reflect.get(target, name);
      return typeof member === 'function' ? (member.bind(target) as unknown) : member;
    },
  });

/** The log of a test: in its database, or on Kafka, where none is named on that of the tests. */
export type TestLog =
  { readonly kind: 'postgres' } | { readonly kind: 'kafka'; readonly brokers?: readonly string[] };

const busOf = (log: TestLog, databaseUrl: string): BusConfig =>
  log.kind === 'postgres'
    ? { kind: 'postgres', databaseUrl, namespace: '' }
    : {
        kind: 'kafka',
        brokers: log.brokers ?? (kafkaBrokers() ?? '').split(','),
        namespace: `ingest-${newId()}`,
      };

/** The service on a real log of its own, with keys known and faults under the test's control. */
export async function ingestApp(
  keys: readonly EventEnvelope[],
  fault: Fault,
  log: TestLog = { kind: 'postgres' },
): Promise<IngestApp> {
  const database = await createTestDatabase();
  const config = configOf(database.url, busOf(log, database.url));
  const bus = createBus({ bus: config.bus, topics: config.topics });
  await bus.createTopics();
  await bus.publish(keys);

  @Global()
  @Module({ providers: [{ provide: EVENT_BUS, useValue: withFaults(bus, fault) }], exports: [EVENT_BUS] })
  class LogModule {}
  @Module({
    imports: [
      PlatformModule.forRoot(config),
      LogModule,
      AuthModule.forRoot(config),
      EventIngestModule.register(config, { INGEST_LATENESS_DAYS: '36500' }),
    ],
  })
  class RootModule {}

  const app = await createApp(config, RootModule);
  await app.init();
  await app.getHttpAdapter().getInstance().ready();
  await eventually(async () => {
    const { statusCode, body } = await app.inject('/health/ready');
    if (statusCode !== 200) throw new TypeError(body);
  });
  return {
    app,
    bus,
    stored: (topic = TOPIC) => storedIn(bus, topic),
    unreadable: async () =>
      (await bus.ends(deadLetterTopic(TOPIC))).reduce((sum, { earliest, end }) => sum + end - earliest, 0),
    stop: async () => {
      await app.close();
      await bus.close();
      await database.drop();
    },
  };
}

/** Every event that lies in a topic of a log now. */
export async function storedIn(bus: EventBus, topic: string): Promise<readonly EventEnvelope[]> {
  const events: EventEnvelope[] = [];
  const reader = await bus.read({
    name: 'test',
    topics: [topic],
    handle: (batch) => {
      events.push(...batch.events.map(({ event }) => event));
      return Promise.resolve();
    },
  });
  await reader.caughtUp;
  await reader.stop();
  return events;
}
