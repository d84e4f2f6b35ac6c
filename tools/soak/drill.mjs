// npm run soak drill [-- --units 2000]: everything is lost but the topics of Kafka, and what docs/operations.md says is
// done, word for word: afterwards every read model that traffic moves has the hash of before, nothing was published
// twice, and the next decision follows on.
import { parseArgs } from 'node:util';
import { comparePublished, decisionsIn } from '../drill/decisions.mjs';
import { commandsOf, run } from '../drill/runbook.mjs';
import { Installation } from '../drill/installation.mjs';
import { until } from '../drill/system.mjs';
import { check, live, same, settled } from '../drill/traffic.mjs';

const RUNBOOK = 'Everything lost but the topics';
const { values } = parseArgs({ options: { units: { type: 'string', default: '2000' } } });
const units = Number(values.units);

const assay = await Installation.create();
try {
  await assay.up();
  await live(assay, units);
  const before = await settled(assay, units);
  const published = await decisionsIn(assay);
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
  comparePublished(published, await decisionsIn(assay));
  const paused = await assay.call('/api/v1/admin/experiments/drill/pause', { reason: 'the drill is over' });
  check('the next decision follows on', paused.status === 'paused');
} finally {
  await assay.remove();
}
