import { deadLetterTopic } from '@assay/contracts';
import { KafkaAdmin } from '../../src/kafka/kafka-admin.js';
import { createKafkaClient } from '../../src/kafka/kafka-client.js';
import type { KafkaConfig, TopicSettings } from '../../src/module/bus-options.js';
import { prefixOf, SILENT } from '../../src/module/bus-options.js';
import { ACCESS, INTERACTIONS } from './sample-events.js';

/** The topics of the samples alone: all of the catalogue, for each test, would be thousands of partitions. */
export async function createSampleTopics(bus: KafkaConfig, settings: TopicSettings): Promise<void> {
  const admin = new KafkaAdmin(createKafkaClient(bus, SILENT), prefixOf(bus));
  const topics = [INTERACTIONS, ACCESS].flatMap((topic) => [topic, deadLetterTopic(topic)]);
  await admin.createTopics(topics, settings);
  await admin.close();
}
