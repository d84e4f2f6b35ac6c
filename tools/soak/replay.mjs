// npm run soak replay [-- --events 1000000 --minutes 120 --form distributed]: mixed events; everything but the log is lost,
// the event stores come back from it, and every read model has the hash that it had at the same places of the log; so it has
// after "assay rebuild --all". distributed: five processes, real Kafka and Redis; standalone: one process on its own log.
// Prints rates and memory; ends when it has not come to the end in so many minutes.
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { caughtUp, compareModels } from '../drill/compare-models.mjs';
import { comparePublished, decisionsIn } from '../drill/decisions.mjs';
import { Installation } from '../drill/installation.mjs';
import { defineMixed, sendMixed } from '../drill/mixed-traffic.mjs';
import { run } from '../drill/runbook.mjs';
import { StandaloneSystem } from '../drill/standalone-system.mjs';

const { values } = parseArgs({
  options: {
    events: { type: 'string', default: '1000000' },
    minutes: { type: 'string', default: '120' },
    form: { type: 'string', default: 'distributed' },
  },
});
const [events, most] = [Number(values.events), Number(values.minutes)];
const MINUTES = 10 + Math.ceil(events / 30_000);

const timed = async (what, work) => {
  const began = Date.now();
  const result = await work();
  const seconds = (Date.now() - began) / 1000;
  const rate = `${seconds.toFixed(0)} s, ${Math.round(events / seconds)} events a second`;
  console.log(`${what}: ${rate}; at most MiB: ${JSON.stringify(assay.peakMemory())}`);
  return result;
};

const FORMS = { distributed: Installation, standalone: StandaloneSystem };
if (FORMS[values.form] === undefined)
  throw new TypeError(`--form is distributed or standalone, not "${values.form}"`);
const assay = await FORMS[values.form].create();

const soak = async () => {
  await assay.up();
  const outcomes = await defineMixed(assay);
  await timed('traffic', () => sendMixed(assay, events, outcomes));
  await timed('counted', () => caughtUp(assay, MINUTES));
  const before = await assay.models();
  const decisions = await decisionsIn(assay);
  await assay.loseAllButTheLog();
  console.log('\nEverything but the log is gone.\n');
  await assay.up();
  await timed('stores restored', () => run('npx assay restore', assay.env));
  await timed('built from the log', () => caughtUp(assay, MINUTES));
  await compareModels(assay, 'after the wipe', before);
  comparePublished(decisions, await decisionsIn(assay));
  // What there was before has been compared above: from here on, only with what there is now.
  const restored = await assay.models();
  await timed('rebuilt', () => run('npx assay rebuild --all', assay.env));
  await compareModels(assay, 'after "assay rebuild --all"', restored);
};

const tooLong = async () => {
  await sleep(most * 60_000, undefined, { ref: false });
  throw new Error(`it has not come to the end within ${most} minutes`);
};

try {
  await Promise.race([soak(), tooLong()]);
} finally {
  await assay.remove();
}
process.exit();
