// npm run bench assign [-- --rounds 5 --seconds 4 --units 100000]: the gateway beside bare Fastify routes of the same
// bodies and answers, in alternating rounds.
import { parseArgs } from 'node:util';
import { setTimeout as sleep } from 'node:timers/promises';
import { load, startScript } from '../support/bench/child.mjs';
import { describeCores, keepOnServerCore, onOtherCores } from '../support/bench/cores.mjs';
import { describe, tell } from '../support/bench/figures.mjs';
import { startService } from '../support/bench/service.mjs';

const BARE_PORT = 3970;
const CONNECTIONS = 64;
const FLAGS = 51;
const MANY_EXPERIMENTS = 1000;
const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '5' },
    seconds: { type: 'string', default: '4' },
    units: { type: 'string', default: '100000' },
  },
});
const [rounds, seconds, units] = [values.rounds, values.seconds, values.units].map(Number);
const name = `bench-${Date.now()}`;
const { url, token, pid, stop } = await startService('assignment');
keepOnServerCore(pid);

const post = async (path, body) => {
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
  const response = await fetch(`${url}${path}`, { method: 'POST', headers, body: JSON.stringify(body) });
  const answer = await response.json();
  if (!response.ok) throw new TypeError(`${path} says ${response.status}: ${JSON.stringify(answer)}`);
  return answer;
};

const variants = [{ key: 'control', isControl: true }, { key: 'treatment' }];
const startExperiments = async (from, to) => {
  for (let n = from; n < to; n += 1) {
    const key = `${name}-${n}`;
    await post('/api/v1/admin/experiments', { key, name: key, unitType: 'user', variants });
    await post(`/api/v1/admin/experiments/${key}/start`, {});
  }
  await sleep(2000);
};

const apiKey = await post('/api/v1/admin/api-keys', { name: 'bench', scopes: ['evaluate'] });
const key = `${name}-0`;
const [single, bulk] = [`/ofrep/v1/evaluate/flags/${key}`, '/ofrep/v1/evaluate/flags'];
const assign = '/api/v1/experiments/assign';
const headers = { authorization: `Bearer ${apiKey.key}` };
const common = { connections: CONNECTIONS, headers };
const context = JSON.stringify({ context: { targetingKey: 'known-#' } });
const known = JSON.stringify({ experiment: key, unit: 'known-#' });
const fresh = JSON.stringify({ experiment: key, unit: 'new-#' });

const bareRoutes = [];
/** A route of the same bytes. */
const bareOf = async (answer) => {
  const port = BARE_PORT + bareRoutes.length;
  const bare = await startScript('bare-fastify.mjs', String(port), JSON.stringify(answer));
  keepOnServerCore(bare.pid);
  bareRoutes.push(bare);
  return `http://127.0.0.1:${port}/`;
};
const rate = async (target, body, further = { units }) =>
  (await load({ ...common, seconds, url: target, body, ...further }, onOtherCores)).perSecond;
/** Alternating rounds of a route and its baseline. */
const beside = async (figure, measured, baseline) => {
  const rates = { measured: [], baseline: [] };
  for (let round = 0; round < rounds; round += 1) {
    rates.baseline.push(await baseline());
    rates.measured.push(await measured());
  }
  tell('assign', figure, { ...rates, unit: 'requests/s' });
  return rates;
};

try {
  describe(
    `The service on Kafka and Redis beside bare Fastify routes of the same bodies and answers: ${CONNECTIONS} connections, ${units} units, ${rounds} alternating rounds of ${seconds} s, medians. ${describeCores}`,
  );
  await startExperiments(0, FLAGS);
  const one = { context: { targetingKey: 'known-1' } };
  const bareSingle = await bareOf(await post(single, one));
  const bareBulk = await bareOf(await post(bulk, one));
  const bareAssign = await bareOf(await post(assign, { experiment: key, unit: 'known-1' }));
  await load({ ...common, amount: units, url: `${url}${assign}`, body: known, units });
  await sleep(3000);
  const ofrep = () => rate(`${url}${single}`, context);
  await beside('OFREP single, unit known', ofrep, () => rate(bareSingle, context));
  await beside(
    `OFREP bulk, ${FLAGS} flags`,
    () => rate(`${url}${bulk}`, context, { units: 100 }),
    () => rate(bareBulk, context, { units: 100 }),
  );
  const assignKnown = () => rate(`${url}${assign}`, known);
  await beside('assign, unit known', assignKnown, () => rate(bareAssign, known));
  await beside(
    'assign, every unit new, beside known ones',
    () => rate(`${url}${assign}`, fresh, { isUnique: true }),
    assignKnown,
  );
  const few = [];
  for (let round = 0; round < rounds; round += 1) few.push(await ofrep());
  await startExperiments(FLAGS, MANY_EXPERIMENTS);
  const many = [];
  for (let round = 0; round < rounds; round += 1) many.push(await ofrep());
  tell('assign', `OFREP single with ${MANY_EXPERIMENTS} running experiments, beside ${FLAGS}`, {
    measured: many,
    baseline: few,
    unit: 'requests/s',
  });
} finally {
  for (const bare of bareRoutes) bare.stop();
  await stop();
}
