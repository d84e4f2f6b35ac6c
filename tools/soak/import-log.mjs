// npm run soak import-log [-- --units 500]: everything that lies in the topics of one installation on Kafka is exported,
// and imported into another, empty one: every read model has the hash of before, everything verifies, and the next decision
// follows on.
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { caughtUp, compareModels } from '../drill/compare-models.mjs';
import { comparePublished, decisionsIn } from '../drill/decisions.mjs';
import { Installation } from '../drill/installation.mjs';
import { run } from '../drill/runbook.mjs';
import { check, live, settled } from '../drill/traffic.mjs';

const { values } = parseArgs({ options: { units: { type: 'string', default: '500' } } });
const units = Number(values.units);

const source = await Installation.create();
let target;
try {
  await source.up();
  await live(source, units);
  await settled(source, units);
  const before = await source.models();
  const exported = join(source.folder, 'exported');
  await run(`npx assay export all --out ${exported}`, source.env);
  // That somebody looked at units is a decision too: it was made by the export, and is in it.
  const published = await decisionsIn(source);
  await source.down();
  await source.forgetRedis();

  target = await Installation.create();
  target.env.AWAIT_IMPORT = 'true';
  await target.up();
  const refused = await target
    .call('/api/v1/admin/experiments', { key: 'early', name: 'early' })
    .catch(({ message }) => message);
  check('nothing is decided before the import', String(refused).includes('AWAITING_IMPORT'));
  await run(`npx assay import-log ${exported}`, target.env);
  await caughtUp(target, 10);
  await compareModels(target, 'imported', before);
  comparePublished(published, await decisionsIn(target));
  await run('npx assay verify --only chain log certificates', target.env);
  await target.down();
  delete target.env.AWAIT_IMPORT;
  await target.up();
  const paused = await target.call('/api/v1/admin/experiments/drill/pause', { reason: 'the drill is over' });
  check('the next decision follows on', paused.status === 'paused');
} finally {
  await source.remove();
  await target?.remove();
}
