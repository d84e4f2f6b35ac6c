import { Kafka, logLevel } from 'kafkajs';
import type { BusLogger, KafkaConfig } from '../module/bus-options.js';
import { guardIdleTimer } from './guard-idle-timer.js';
import { kafkajsLog } from './kafkajs-log.js';
import { useOwnCodec } from './wire/use-own-codec.js';

export function createKafkaClient({ brokers }: KafkaConfig, logger: BusLogger): Kafka {
  guardIdleTimer();
  useOwnCodec();
  const log = kafkajsLog(logger);
  return new Kafka({
    clientId: 'assay',
    brokers: [...brokers],
    connectionTimeout: 3_000,
    requestTimeout: 15_000,
    retry: { initialRetryTime: 100, maxRetryTime: 3_000, retries: 5 },
    logLevel: logLevel.ERROR,
    logCreator: () => log,
  });
}
