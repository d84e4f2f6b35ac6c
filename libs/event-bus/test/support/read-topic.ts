import { randomUUID } from 'node:crypto';
import type { RawMessage } from '@assay/event-bus';
import { Kafka, logLevel } from 'kafkajs';

/** Everything that lies in a topic of a broker now, with a consumer that knows nothing of the bus. */
export async function readTopic(brokers: string[], topic: string): Promise<readonly RawMessage[]> {
  const kafka = new Kafka({ brokers, logLevel: logLevel.NOTHING });
  const admin = kafka.admin();
  await admin.connect();
  const ends = await admin.fetchTopicOffsets(topic);
  await admin.disconnect();
  const total = ends.reduce((sum, { high, low }) => sum + Number(high) - Number(low), 0);
  const messages: RawMessage[] = [];
  if (total === 0) return messages;
  const consumer = kafka.consumer({ groupId: randomUUID(), maxWaitTimeInMs: 100 });
  await consumer.connect();
  await consumer.subscribe({ topic, fromBeginning: true });
  await new Promise<void>((resolve) => {
    void consumer.run({
      eachMessage: ({ message }) => {
        const headers = Object.entries(message.headers ?? {}).map(([name, value]) => [name, String(value)]);
        messages.push({
          key: String(message.key),
          headers: Object.fromEntries(headers) as Record<string, string>,
          value: message.value ?? Buffer.alloc(0),
        });
        if (messages.length === total) resolve();
        return Promise.resolve();
      },
    });
  });
  await consumer.disconnect();
  return messages;
}
