// The baseline of `npm run bench ingest`: a kafkajs producer that sends the same bytes, with nothing around it.
import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { Kafka, logLevel, Partitioners } from 'kafkajs';

const WARM_UP_MS = 1000;
const { brokers, topic, batchSize, seconds, connections, message } = JSON.parse(
  readFileSync(process.argv[2], 'utf8'),
);
const kafka = new Kafka({ brokers: brokers.split(','), logLevel: logLevel.NOTHING });
const admin = kafka.admin();
await admin.connect();
await admin.createTopics({ topics: [{ topic, numPartitions: 6 }], waitForLeaders: true });
await admin.disconnect();
const producer = kafka.producer({ createPartitioner: Partitioners.DefaultPartitioner });
await producer.connect();
await sleep(500);

let sent = 0;
let batches = 0;
const sending = async (until) => {
  while (performance.now() < until) {
    batches += 1;
    const messages = Array.from({ length: batchSize }, (_, index) => ({
      ...message,
      key: `default/u${batches}-${index}`,
    }));
    await producer.send({ topic, messages, acks: -1 });
    sent += batchSize;
  }
};
const sendFor = (milliseconds) => {
  const until = performance.now() + milliseconds;
  return Promise.all(Array.from({ length: connections }, () => sending(until)));
};
// The service is warm after its first round; this process is a new one in each.
await sendFor(WARM_UP_MS);
sent = 0;
const began = performance.now();
await sendFor(seconds * 1000);
const perSecond = (sent / (performance.now() - began)) * 1000;
await producer.disconnect();
console.log(JSON.stringify({ perSecond }));
