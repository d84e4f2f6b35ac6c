// npm run bench ingest [-- --rounds 5 --seconds 4]: POST /api/v1/events on Kafka beside a bare kafkajs producer of the
// same messages, in alternating rounds.
import { parseArgs } from 'node:util';
import { load, resultOf } from '../support/bench/child.mjs';
import { describe, tell } from '../support/bench/figures.mjs';
import { startService } from '../support/bench/service.mjs';

const CONNECTIONS = 8;
const { values } = parseArgs({
  options: { rounds: { type: 'string', default: '5' }, seconds: { type: 'string', default: '4' } },
});
const { url, token, kafkaBrokers, namespace, stop } = await startService('event-ingest');
const { timeOrderedId } = await import('../../libs/contracts/dist/index.js');
const { encodeEvent } = await import('../../libs/event-bus/dist/index.js');
const { newEvent, InteractionRecorded } = await import('../../libs/contracts/dist/index.js');

const now = new Date();
const idOf = (index) => timeOrderedId(now.getTime(), 'bench', String(index));
const body = (size) =>
  JSON.stringify({
    events: Array.from({ length: size }, (_, index) => ({
      ...{ id: idOf(index), type: 'purchase', unit: `u1-${index}`, time: now.toISOString(), value: '49.90' },
      attributes: { country: 'NL', plan: 'free' },
    })),
  });

// One message as ingest writes it: the same headers, the same value.
const time = now.toISOString();
const metadata = { id: idOf(0), source: 'event-ingest', subject: 'u1-0', time, project: 'default' };
const event = newEvent(
  InteractionRecorded,
  { ...metadata, actor: 'user:bench', correlationid: idOf(1) },
  {
    unit: 'u1-0',
    name: 'purchase',
    value: '49.9',
    attributes: { country: 'NL', plan: 'free' },
    receivedAt: time,
  },
);
const { headers, value } = encodeEvent(event);
const message = { headers, value: value.toString() };

try {
  describe(
    `The service on Kafka beside a kafkajs producer of the same messages, both acknowledged by all replicas: ${CONNECTIONS} batches in flight, ${values.rounds} alternating rounds of ${values.seconds} s, medians.`,
  );
  const common = { seconds: Number(values.seconds), connections: CONNECTIONS };
  for (const size of [100, 1000]) {
    const rates = { bare: [], ingest: [] };
    const topic = `${namespace}.bare-${size}`;
    const request = { ...common, url: `${url}/api/v1/events`, body: body(size) };
    for (let round = 0; round < Number(values.rounds); round += 1) {
      const producer = { ...common, brokers: kafkaBrokers, topic, batchSize: size, message };
      rates.bare.push((await resultOf('bare-producer.mjs', producer)).perSecond);
      const authorization = { authorization: `Bearer ${token}` };
      rates.ingest.push((await load({ ...request, headers: authorization })).perSecond * size);
    }
    tell('ingest', `batches of ${size}`, { measured: rates.ingest, baseline: rates.bare, unit: 'events/s' });
  }
} finally {
  await stop();
}
