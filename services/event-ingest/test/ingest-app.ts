import { createApiKey } from '@assay/auth';
import type { ApiKeyScope, EventEnvelope } from '@assay/contracts';
import { ApiKeyCreated, deadLetterTopic, derivedId, newEvent, streamId } from '@assay/contracts';
import type { EventBus } from '@assay/event-bus';
import { createBus } from '@assay/event-bus';
import type { BusConfig } from '@assay/platform';
import { newId } from '@assay/platform';
import type { Publish } from '@assay/service-testing';
import { kafkaLog, startService, storedIn, testConfig, withPublish } from '@assay/service-testing';
import { createTestDatabase } from '@assay/testing';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { EventIngestModule } from '../src/index.js';

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

export interface IngestApp {
  readonly app: NestFastifyApplication;
  readonly bus: EventBus;
  /** Every event that lies in a topic of the log now, the interactions where none is named. */
  stored(topic?: string): Promise<readonly EventEnvelope[]>;
  /** How many messages of the interactions no reader could read. */
  unreadable(): Promise<number>;
  stop(): Promise<void>;
}

/** The log of a test: in its database, or on Kafka, where none is named on that of the tests. */
export type TestLog =
  { readonly kind: 'postgres' } | { readonly kind: 'kafka'; readonly brokers?: readonly string[] };

const busOf = (log: TestLog): { readonly bus?: BusConfig } =>
  log.kind === 'postgres' ? {} : { bus: kafkaLog(`ingest-${newId()}`, log.brokers) };

/**
 * The service on a real log of its own, with keys known and faults under the test's control.
 * @param fault what becomes of a publish
 */
export async function ingestApp(
  keys: readonly EventEnvelope[],
  fault: Publish,
  log: TestLog = { kind: 'postgres' },
): Promise<IngestApp> {
  const database = await createTestDatabase();
  const config = testConfig('event-ingest', database.url, busOf(log));
  const bus = createBus({ bus: config.bus, topics: config.topics });
  await bus.createTopics();
  await bus.publish(keys);
  const module = EventIngestModule.register(config, { INGEST_LATENESS_DAYS: '36500' });
  const app = await startService({ config, module, bus: withPublish(bus, fault) });
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
