// npm run soak drill [-- --units 2000]: everything is lost but the topics of Kafka, and what docs/operations.md says is
// done, word for word: afterwards every read model that traffic moves has the hash of before, nothing was published
// twice, and the next decision follows on.
import { parseArgs } from 'node:util';
import { commandsOf, run } from '../drill/runbook.mjs';
import { Installation, until } from '../drill/installation.mjs';

const RUNBOOK = 'Everything lost but the topics';
const { values } = parseArgs({ options: { units: { type: 'string', default: '2000' } } });
const units = Number(values.units);
const same = (left, right) => JSON.stringify(left) === JSON.stringify(right);

/** An experiment with units that saw it and bought. */
const live = async (assay) => {
  const variants = [{ key: 'control', isControl: true }, { key: 'treatment' }];
  const primaryMetric = { key: 'bought', type: 'proportion', event: 'purchase' };
  await assay.call('/api/v1/admin/experiments', { key: 'drill', name: 'drill', variants, primaryMetric });
  await assay.call('/api/v1/admin/experiments/drill/start', {});
  const assign = (unit) => assay.call('/api/v1/experiments/assign', { experiment: 'drill', unit });
  await until('evaluated', async () => {
    const { reason } = await assign('first');
    return [reason === 'split', reason];
  });
  for (let from = 0; from < units; from += 100) {
    const names = Array.from({ length: Math.min(100, units - from) }, (_, index) => `unit-${from + index}`);
    const assigned = await Promise.all(names.map(assign));
    const events = names.flatMap((unit, index) => [
      { type: 'exposure', unit, experiment: 'drill', variant: assigned[index].variant },
      { type: 'purchase', unit, value: '3.5' },
    ]);
    await assay.call('/api/v1/events', { events });
  }
};

/** Two looks that agree, with everybody counted. */
const settled = (assay) =>
  until('counted', async () => {
    const { variants } = await assay.call('/api/v1/reports/experiments/drill');
    const counted = variants.reduce((sum, variant) => sum + variant.units, 0);
    const [first, second] = [await assay.hashes(), await assay.hashes()];
    return [counted === units && same(first, second), first];
  });

const check = (what, holds) => {
  console.log(`${holds ? 'holds' : 'DOES NOT HOLD'}: ${what}`);
  if (!holds) process.exitCode = 1;
};

const assay = await Installation.create();
try {
  await assay.up();
  await live(assay);
  const before = await settled(assay);
  const published = await assay.messages();
  await assay.down();
  await assay.loseEverythingButTheTopics();
  console.log('\nEverything is lost but the topics. What the document says:\n');
  const began = Date.now();
  for (const command of commandsOf(RUNBOOK)) await run(command, assay.env);
  await until('as before', async () => {
    const now = await assay.hashes();
    return [same(now, before), now];
  });
  console.log(`\nback after ${((Date.now() - began) / 1000).toFixed(0)} s, ${units} units\n`);
  check(
    `${Object.keys(before).length} read models have the hash of before`,
    same(await assay.hashes(), before),
  );
  check('no decision was published twice', same(await assay.messages(), published));
  const paused = await assay.call('/api/v1/admin/experiments/drill/pause', { reason: 'the drill is over' });
  check('the next decision follows on', paused.status === 'paused');
} finally {
  await assay.remove();
}
