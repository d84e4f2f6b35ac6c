import { Kafka, logLevel } from 'kafkajs';
import type { BusLogger, KafkaConfig } from '../module/bus-options.js';
import { guardIdleTimer } from './guard-idle-timer.js';
import { useOwnCodec } from './wire/use-own-codec.js';

/** kafkajs reports trouble that it then retries as errors; for us they are warnings. */
const logTo = (logger: BusLogger) => () => (entry: { readonly log: { readonly message: string } }) =>
  logger.warn(`kafkajs: ${entry.log.message}`);

export function createKafkaClient({ brokers }: KafkaConfig, logger: BusLogger): Kafka {
  guardIdleTimer();
  useOwnCodec();
  return new Kafka({
    clientId: 'assay',
    brokers: [...brokers],
    connectionTimeout: 3_000,
    requestTimeout: 15_000,
    retry: { initialRetryTime: 100, maxRetryTime: 3_000, retries: 5 },
    logLevel: logLevel.ERROR,
    logCreator: logTo(logger),
  });
}
