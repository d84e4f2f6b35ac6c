// npm run soak brokers [-- --rounds 3]: three brokers as three processes under events and decisions. In each round the
// copies of what one of them leads are frozen, it is killed with what only it has, and the others go on; the last round is
// played with a round trip of two seconds. In the end nothing that was acknowledged is lost, nothing counts twice, and each
// unit's events are in order. The control is a producer that is content with one broker's word: it loses messages.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { createBus } from '@assay/event-bus';
import { Partitioners } from 'kafkajs';
import { infrastructure } from '../distributed/settings.mjs';
import { Installation } from '../drill/installation.mjs';
import { NumberedTraffic } from '../drill/numbered-traffic.mjs';
import { run } from '../drill/runbook.mjs';
import { until } from '../drill/system.mjs';
import { check } from '../drill/traffic.mjs';
import { KafkaCluster } from '../services/kafka-cluster.mjs';
import { freePorts } from '../support/free-ports.mjs';

const { values } = parseArgs({ options: { rounds: { type: 'string', default: '3' } } });
const rounds = Number(values.rounds);
const FROZEN_MS = 3_000;
const ONE_WAY_MS = 1_000;
const CLIENTS = 4;
const CONTROL = 'acknowledged-by-one';

const given = infrastructure();
const folder = mkdtempSync(join(tmpdir(), 'assay-brokers-'));
const cluster = await KafkaCluster.start(folder, await freePorts(KafkaCluster.PORTS));
Object.assign(process.env, {
  KAFKA_BROKERS: cluster.addresses,
  REDIS_URL: given.redisUrl,
  DATABASE_URL: given.adminUrl,
  KAFKA_REPLICATION_FACTOR: '3',
  TOPIC_PARTITIONS: '3',
});

/** Sends as long as it may, content with the word of the leader; tells what it was given that word for. */
const startControl = async () => {
  const kafka = cluster.client();
  const admin = kafka.admin();
  await admin.connect();
  const configEntries = [{ name: 'min.insync.replicas', value: '1' }];
  await admin.createTopics({
    topics: [{ topic: CONTROL, numPartitions: 3, replicationFactor: 3, configEntries }],
  });
  await admin.disconnect();
  const producer = kafka.producer({ createPartitioner: Partitioners.DefaultPartitioner });
  await producer.connect();
  const acknowledged = new Set();
  let isOver = false;
  const running = (async () => {
    for (let number = 0; !isOver; number += 1) {
      const messages = [{ partition: number % 3, value: String(number) }];
      await producer
        .send({ topic: CONTROL, acks: 1, messages })
        .then(() => acknowledged.add(String(number)))
        .catch(() => sleep(100));
      await sleep(5);
    }
  })();
  return {
    end: async () => {
      isOver = true;
      await running;
      await producer.disconnect();
      return acknowledged;
    },
  };
};

const everything = async (bus, topic) => {
  const records = [];
  for (const { partition, earliest, end } of await bus.ends(topic))
    for await (const page of bus.records({ topic, partition, from: earliest, until: end }))
      records.push(...page);
  return records;
};

/** What a unit counted, in the order in which it came first. */
const isCountedUp = (records, unit) => {
  const seen = new Set();
  const numbers = records
    .filter(
      ({ headers }) => headers.ce_subject === unit && !seen.has(headers.ce_id) && seen.add(headers.ce_id),
    )
    .map(({ value }) => Number(JSON.parse(value.toString()).value));
  return numbers.every((number, index) => index === 0 || number > numbers[index - 1]);
};

const goesOn = (traffic) => {
  const { acknowledged, decisions } = traffic;
  return until('going on', async () => {
    const now = { acknowledged: traffic.acknowledged, decisions: traffic.decisions };
    return [now.acknowledged > acknowledged + 200 && now.decisions > decisions + 2, now];
  });
};

const play = async (round, traffic) => {
  const victim = (round % 3) + 1;
  const isSlow = round === rounds - 1;
  if (isSlow) cluster.delayMs = ONE_WAY_MS;
  for (const other of cluster.others(victim)) cluster.signal(other, 'SIGSTOP');
  await sleep(FROZEN_MS);
  cluster.signal(victim, 'SIGKILL');
  for (const other of cluster.others(victim)) cluster.signal(other, 'SIGCONT');
  const began = Date.now();
  await goesOn(traffic);
  const seconds = ((Date.now() - began) / 1000).toFixed(0);
  console.log(
    `round ${round + 1}: broker ${victim} killed${isSlow ? ', round trip of 2 s' : ''}; going on after ${seconds} s`,
  );
  cluster.delayMs = 0;
  cluster.launch(victim);
  await cluster.untilInSync();
};

const assay = await Installation.create();
let traffic;
try {
  await assay.up();
  traffic = new NumberedTraffic(assay);
  await traffic.define();
  traffic.begin(CLIENTS);
  const control = await startControl();
  await goesOn(traffic);
  for (let round = 0; round < rounds; round += 1) await play(round, traffic);
  await traffic.end();
  const { acknowledged, refused, decisions } = traffic;
  console.log(`${acknowledged} events and ${decisions} decisions acknowledged, ${refused} answers were 503`);

  const bus = createBus({
    bus: { kind: 'kafka', brokers: cluster.addresses.split(','), namespace: assay.name },
  });
  const records = await everything(bus, 'assay.interactions.v1');
  const ids = new Set(records.map(({ headers }) => headers.ce_id));
  check(
    `nothing acknowledged is lost (${records.length - ids.size} messages lie twice)`,
    ids.size === acknowledged,
  );
  const units = Array.from({ length: CLIENTS }, (_, client) => `counter-${client}`);
  check(
    'the events of each unit are in order',
    units.every((unit) => isCountedUp(records, unit)),
  );
  await until('counted', async () => {
    const { variants } = await assay.call('/api/v1/reports/experiments/numbered');
    const counted = variants.reduce((sum, variant) => sum + variant.units, 0);
    return [counted === acknowledged / 2, counted];
  });
  check('each of them counts once', true);
  const stream = (await everything(bus, 'assay.definitions.v1')).filter(({ key }) =>
    key.endsWith('/numbered'),
  );
  const decided = new Set(stream.map(({ headers }) => headers.ce_id));
  check('each decision is in the log, and has happened once', decided.size === decisions);
  await run('npx assay verify --only chain log', assay.env);

  const said = await control.end();
  const kept = new Set();
  const plain = createBus({ bus: { kind: 'kafka', brokers: cluster.addresses.split(',') } });
  for (const { value } of await everything(plain, CONTROL)) kept.add(value.toString());
  const lost = [...said].filter((number) => !kept.has(number)).length;
  check(`the control loses what one broker alone had acknowledged: ${lost} of ${said.size}`, lost > 0);
  await Promise.all([bus.close(), plain.close()]);
} finally {
  if (traffic) traffic.isOver = true;
  await assay.remove().catch((error) => console.error(error.message));
  await cluster.stop();
  rmSync(folder, { recursive: true, force: true });
}
process.exit();
