import { randomUUID } from 'node:crypto';
import { deadLetterTopic } from '@assay/contracts';
import { describeWith, kafkaBrokers } from '@assay/testing';
import type { EventBus } from '@assay/event-bus';
import { createBus } from '@assay/event-bus';
import { busContract } from './contract/bus.contract.js';
import { createSampleTopics } from './support/kafka-topics.js';
import { readTopic } from './support/read-topic.js';
import type { LogUnderTest } from './support/log-under-test.js';
import { TEST_TIMING } from './support/log-under-test.js';

const TOPICS_OF_TESTS = { partitions: 4, retentionMs: -1, replicationFactor: 1 };

async function createKafkaLog(): Promise<LogUnderTest> {
  const brokers = (kafkaBrokers() ?? '').split(',');
  const namespace = `test-${randomUUID()}`;
  const log = { kind: 'kafka', brokers, namespace } as const;
  const buses: EventBus[] = [];
  const open: LogUnderTest['open'] = (timing, archive) => {
    const bus = createBus({
      bus: log,
      topics: TOPICS_OF_TESTS,
      archive,
      timing: { ...TEST_TIMING, ...timing },
    });
    buses.push(bus);
    return bus;
  };
  await createSampleTopics(log, TOPICS_OF_TESTS);
  return {
    open,
    deadLetters: (topic) => readTopic(brokers, `${namespace}.${deadLetterTopic(topic)}`),
    close: async () => {
      await Promise.all(buses.map((bus) => bus.close()));
    },
  };
}

describeWith('kafka', 'the log on Kafka', () => busContract(createKafkaLog));
