import type { BusConfig, ServiceConfig } from '@assay/platform';
import { kafkaBrokers } from '@assay/testing';

/** What the services under test sign and check tokens with. */
export const TEST_SECRET = 'k9Qz7Lw2Xv5Rt8Np3Ys6Hd1Gf4Jb0Mc-';

/**
 * The configuration of a service under test: on the Postgres log of its database, in few partitions, without a word
 * in the log of the process.
 * @param differing what a test needs to be otherwise
 */
export const testConfig = (
  service: string,
  databaseUrl: string,
  differing: Partial<ServiceConfig> = {},
): ServiceConfig => ({
  service,
  port: 0,
  host: '127.0.0.1',
  databaseUrl,
  bus: { kind: 'postgres', databaseUrl, namespace: '' },
  topics: { partitions: 3, retentionMs: -1, replicationFactor: 1 },
  sticky: { kind: 'memory' },
  jwt: { key: { kind: 'secret', secret: TEST_SECRET } },
  logLevel: 'silent',
  migrateOnStart: true,
  ...differing,
});

/** The Kafka of the tests, or another one, under names that no other test uses. */
export const kafkaLog = (
  namespace: string,
  brokers: readonly string[] = (kafkaBrokers() ?? '').split(','),
): BusConfig => ({ kind: 'kafka', brokers, namespace });
