// npm run soak replay [-- --events 1000000]: mixed events on real Kafka; Postgres and Redis are wiped, the event stores
// come back from the topics, and every read model has the hash that it had at the same places of the log; so it has after
// "assay rebuild --all". Prints rates and memory. A million events take about half an hour on two cores.
import { parseArgs } from 'node:util';
import { caughtUp, compareModels } from '../drill/compare-models.mjs';
import { comparePublished, decisionsIn } from '../drill/decisions.mjs';
import { Installation } from '../drill/installation.mjs';
import { defineMixed, sendMixed } from '../drill/mixed-traffic.mjs';
import { run } from '../drill/runbook.mjs';

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

const assay = await Installation.create();
try {
  await assay.up();
  const outcomes = await defineMixed(assay);
  await timed('traffic', () => sendMixed(assay, events, outcomes));
  await timed('counted', () => caughtUp(assay, MINUTES));
  const before = await assay.models();
  const decisions = await decisionsIn(assay);
  await assay.down();
  await assay.loseEverythingButTheTopics();
  console.log('\nPostgres and Redis are wiped.\n');
  await assay.up();
  await timed('stores restored', () => run('npx assay restore', assay.env));
  await timed('built from the log', () => caughtUp(assay, MINUTES));
  await compareModels(assay, 'after the wipe', before);
  comparePublished(decisions, await decisionsIn(assay));
  await timed('rebuilt', () => run('npx assay rebuild --all', assay.env));
  await compareModels(assay, 'after "assay rebuild --all"', before);
} finally {
  await assay.remove();
}
