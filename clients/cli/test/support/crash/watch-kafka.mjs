import kafkajs from 'kafkajs';
import { eventOf } from './decision-event.mjs';

const namespace = process.env.KAFKA_NAMESPACE ? `${process.env.KAFKA_NAMESPACE}.` : '';
const plain = (name) => name.slice(namespace.length);
const UUID = /[0-9a-f]{8}-[0-9a-f]{4}/;

const eventIn = ({ headers, value }) =>
  eventOf(String(headers?.ce_type), `${headers?.ce_subject} ${value?.toString('latin1')}`);

/** Tells every durable step that goes through Kafka, once Kafka has said that it is done. */
export const watchKafka = async (step, read) => {
  const { producer, consumer } = kafkajs.Kafka.prototype;
  kafkajs.Kafka.prototype.producer = function (...args) {
    const made = producer.apply(this, args);
    const sendBatch = async (batch) => {
      const sent = await made.sendBatch(batch);
      for (const { messages } of batch.topicMessages)
        for (const message of messages) step('published', eventIn(message));
      return sent;
    };
    return { ...made, sendBatch };
  };
  kafkajs.Kafka.prototype.consumer = function (...args) {
    const made = consumer.apply(this, args);
    const [{ groupId }] = args;
    const run = (config) =>
      made.run({
        ...config,
        eachBatch: async (payload) => {
          const { topic, partition, messages } = payload.batch;
          const events = messages.map(eventIn);
          messages.forEach(({ offset }, nth) =>
            read.set(`${plain(topic)}/${partition}/${offset}`, events[nth]),
          );
          await config.eachBatch(payload);
          // Whoever reads everything for itself commits nothing.
          if (!UUID.test(groupId)) for (const event of events) step('passed', event, `by ${plain(groupId)}`);
        },
      });
    return { ...made, run };
  };
};
