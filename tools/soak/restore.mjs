// npm run soak restore [-- --units 500]: the database of an installation is backed up twice, and lost. The newer backup
// is whole and its chains verify; the older one is behind its log: nothing is written to it before it is brought up to
// the log.
import { parseArgs } from 'node:util';
import { Installation } from '../drill/installation.mjs';
import { run } from '../drill/runbook.mjs';
import { until } from '../drill/system.mjs';
import { check, live, same, settled } from '../drill/traffic.mjs';

const { values } = parseArgs({ options: { units: { type: 'string', default: '500' } } });
const units = Number(values.units);
const TOPIC = 'assay.experiments.v1';
const EXPERIMENT = '/api/v1/admin/experiments/drill';

/** A copy of the whole database, as a backup holds it; the services are down meanwhile. */
const copy = async (assay, from, to) => {
  await assay.inServer(async (server) => {
    const [source, target] = [from, to].map((name) => server.escapeIdentifier(name));
    await server.query(`DROP DATABASE IF EXISTS ${target} WITH (FORCE)`);
    await server.query(`CREATE DATABASE ${target} TEMPLATE ${source}`);
  });
};

const backUp = async (assay, name) => {
  await assay.down();
  await copy(assay, assay.name, name);
  await assay.up();
};

const putBack = async (assay, name) => {
  await assay.down();
  await copy(assay, name, assay.name);
  await assay.up();
};

const verify = (assay) => run('npx assay verify --only chain log certificates', assay.env);

const published = (assay, count) =>
  until('published', async () => {
    const messages = (await assay.messages())[TOPIC];
    return [messages === count, messages];
  });

const assay = await Installation.create();
const [older, newer] = [`${assay.name}_older`, `${assay.name}_newer`];
try {
  await assay.up();
  await live(assay, units);
  await settled(assay, units);
  const before = (await assay.messages())[TOPIC];
  await backUp(assay, older);
  await assay.call(`${EXPERIMENT}/pause`, { reason: 'after the older backup' });
  await assay.call(`${EXPERIMENT}/resume`, { reason: 'after the older backup' });
  await published(assay, before + 2);
  const hashes = await settled(assay, units);
  await backUp(assay, newer);

  await putBack(assay, newer);
  check(
    'the newer backup is whole: every read model has its hash',
    same(await settled(assay, units), hashes),
  );
  await verify(assay);

  await putBack(assay, older);
  const refused = await assay
    .call(`${EXPERIMENT}/pause`, { reason: 'too early' })
    .catch(({ message }) => message);
  console.log(refused);
  check(
    'the older backup is refused: nothing is decided on it',
    String(refused).includes('STORE_BEHIND_LOG'),
  );
  await run('npx assay restore', assay.env);
  await until('as before', async () => {
    const now = await assay.hashes();
    return [same(now, hashes), now];
  });
  check('brought up to its log, every read model has its hash', same(await assay.hashes(), hashes));
  check('nothing was published twice', (await assay.messages())[TOPIC] === before + 2);
  await verify(assay);
  await assay.call(`${EXPERIMENT}/pause`, { reason: 'the drill is over' });
  await published(assay, before + 3);
  check('the next decision follows on', true);
} finally {
  await assay.remove();
  await assay.inServer(async (server) => {
    for (const name of [older, newer])
      await server.query(`DROP DATABASE IF EXISTS ${server.escapeIdentifier(name)} WITH (FORCE)`);
  });
}
