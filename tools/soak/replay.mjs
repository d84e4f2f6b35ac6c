// npm run soak replay [-- --events 1000000]: mixed events on real Kafka; Postgres and Redis are wiped, the event stores
// come back from the topics, and every read model has the hash that it had at the same places of the log; so it has after
// "assay rebuild --all". Prints rates and memory. A million events take about half an hour on two cores.
import { parseArgs } from 'node:util';
import { Installation, until } from '../drill/installation.mjs';
import { defineMixed, sendMixed } from '../drill/mixed-traffic.mjs';
import { run } from '../drill/runbook.mjs';
import { check, same } from '../drill/traffic.mjs';

const { values } = parseArgs({ options: { events: { type: 'string', default: '1000000' } } });
const events = Number(values.events);
const MINUTES = 10 + Math.ceil(events / 30_000);

const timed = async (what, work) => {
  const began = Date.now();
  const result = await work();
  const seconds = (Date.now() - began) / 1000;
  console.log(`${what}: ${seconds.toFixed(0)} s; at most MiB: ${JSON.stringify(assay.peakMemory())}`);
  return result;
};

/** Everything that lies in the log is in the read models, at two looks one after the other. */
const caughtUp = async () => {
  let before = 1;
  const look = async () => {
    const now = await assay.behind();
    const isSo = now === 0 && before === 0;
    before = now;
    return [isSo, now];
  };
  await until('caught up', look, MINUTES);
};

const placesOf = ({ positions }) =>
  positions.map(({ topic, partition, offset }) => `${topic}/${partition}/${offset}`).join(',');

const nameOf = ({ service, name }) => `${service} ${name}`;

/** The hash of a model at the places at which another look found it: those of now, or the log replayed up to there. */
const hashAt = async (found, then) => {
  if (same(placesOf(found), placesOf(then))) return found.hash;
  const command = `npx assay replay ${then.service} ${then.name} --to ${placesOf(then)} --json`;
  const replayed = await run(command, assay.env, () => undefined);
  return JSON.parse(replayed).replayed[0].hash;
};

const compare = async (what, now, then) => {
  const found = new Map(now.map((model) => [nameOf(model), model]));
  const differing = [];
  for (const model of then) {
    const hash = await hashAt(found.get(nameOf(model)), model);
    if (hash !== model.hash) differing.push(`${nameOf(model)}: ${model.hash} before, ${hash} now`);
  }
  check(
    `${what}: ${then.length} read models have the hash of before at the same places`,
    differing.length === 0,
  );
  for (const line of differing) console.log(`  ${line}`);
};

const assay = await Installation.create();
try {
  await assay.up();
  const outcomes = await defineMixed(assay);
  await timed('traffic', () => sendMixed(assay, events, outcomes));
  await timed('counted', caughtUp);
  const before = await assay.models();
  const published = await assay.messages();
  await assay.down();
  await assay.loseEverythingButTheTopics();
  console.log('\nPostgres and Redis are wiped.\n');
  await assay.up();
  await run('npx assay restore', assay.env);
  await timed('built from the log', caughtUp);
  await compare('after the wipe', await assay.models(), before);
  check('no decision was published twice', same(await assay.messages(), published));
  await timed('rebuilt', () => run('npx assay rebuild --all', assay.env));
  await compare('after "assay rebuild --all"', await assay.models(), before);
} finally {
  await assay.remove();
}
