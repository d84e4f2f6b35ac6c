// npm run bench assign [-- --rounds 15 --seconds 1 --units 100000]: the gateway beside bare Fastify routes of the same
// bodies and answers, in alternating rounds, short ones: what else the machine does falls on both of a pair.
import { parseArgs } from 'node:util';
import { setTimeout as sleep } from 'node:timers/promises';
import { load, startScript } from '../support/bench/child.mjs';
import { describeCores, keepOnServerCore, onOtherCores } from '../support/bench/cores.mjs';
import { describe, tell } from '../support/bench/figures.mjs';
import { processorTimeOf } from '../support/bench/processor-time.mjs';
import { startService } from '../support/bench/service.mjs';

const BARE_PORT = 3970;
const CONNECTIONS = 64;
const FLAGS = 51;
const MANY_EXPERIMENTS = 1000;
const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '15' },
    seconds: { type: 'string', default: '1' },
    units: { type: 'string', default: '100000' },
  },
});
const [rounds, seconds, units] = [values.rounds, values.seconds, values.units].map(Number);
const bulk = '/ofrep/v1/evaluate/flags';
const assign = '/api/v1/experiments/assign';
const name = `bench-${Date.now()}`;
const variants = [{ key: 'control', isControl: true }, { key: 'treatment' }];
const common = { connections: CONNECTIONS };
const context = JSON.stringify({ context: { targetingKey: 'known-#' } });

/** A gateway on the server's core with a number of running experiments, the first of which is asked about. */
const startGateway = async (prefix, experiments, where) => {
  const { url, token, pid, stop } = await startService('assignment', where);
  keepOnServerCore(pid);
  const post = async (path, body) => {
    const authorization = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
    const response = await fetch(`${url}${path}`, {
      method: 'POST',
      headers: authorization,
      body: JSON.stringify(body),
    });
    const answer = await response.json();
    if (!response.ok) throw new TypeError(`${path} says ${response.status}: ${JSON.stringify(answer)}`);
    return answer;
  };
  for (let n = 0; n < experiments; n += 1) {
    const key = `${prefix}-${n}`;
    await post('/api/v1/admin/experiments', { key, name: key, unitType: 'user', variants });
    await post(`/api/v1/admin/experiments/${key}/start`, {});
  }
  const apiKey = await post('/api/v1/admin/api-keys', { name: 'bench', scopes: ['evaluate'] });
  await sleep(2000);
  const key = `${prefix}-0`;
  const headers = { authorization: `Bearer ${apiKey.key}` };
  const known = JSON.stringify({ experiment: key, unit: 'known-#' });
  await load({ ...common, headers, amount: units, url: `${url}${assign}`, body: known, units });
  await sleep(3000);
  const loadOn = async (server, path, body, further = { units }) => {
    const before = processorTimeOf(server.pid);
    const request = { ...common, headers, seconds, url: `${server.url}${path}`, body, ...further };
    const { perSecond, requests } = await load(request, onOtherCores);
    const used = before === undefined ? undefined : processorTimeOf(server.pid) - before;
    return { perSecond, micros: used === undefined ? undefined : (used * 1000) / requests };
  };
  const rate = (...asked) => loadOn({ url, pid }, ...asked);
  const single = `/ofrep/v1/evaluate/flags/${key}`;
  return {
    ...{ key, single, post, stop, rate },
    rateOf: (bare, ...asked) => loadOn(bare, '/', ...asked),
    ofrep: () => rate(single, context),
    assignKnown: () => rate(assign, known),
  };
};

const bareRoutes = [];
/** A route of the same bytes. */
const bareOf = async (answer) => {
  const port = BARE_PORT + bareRoutes.length;
  const bare = await startScript('bare-fastify.mjs', String(port), JSON.stringify(answer));
  keepOnServerCore(bare.pid);
  bareRoutes.push(bare);
  return { url: `http://127.0.0.1:${port}`, pid: bare.pid };
};
/** Alternating rounds of a route and its baseline. */
const beside = async (figure, measured, baseline) => {
  const found = { measured: [], baseline: [] };
  for (let round = 0; round < rounds; round += 1) {
    found.baseline.push(await baseline());
    found.measured.push(await measured());
  }
  const of = (name) => ({
    measured: found.measured.map((round) => round[name]),
    baseline: found.baseline.map((round) => round[name]),
  });
  tell('assign', figure, { ...of('perSecond'), unit: 'requests/s' });
  const processor = of('micros');
  if (processor.baseline.includes(undefined)) return;
  const unit = 'µs of processor time a request';
  tell('assign', `${figure}: the server`, { ...processor, unit, lowerIsBetter: true });
};

const gateways = [];
try {
  describe(
    `The service on Kafka and Redis beside bare Fastify routes of the same bodies and answers: ${CONNECTIONS} connections, ${units} units, ${rounds} alternating rounds of ${seconds} s. ${describeCores}`,
  );
  const gateway = await startGateway(name, FLAGS);
  gateways.push(gateway);
  const { key, single, post, rate, rateOf, ofrep, assignKnown } = gateway;
  const one = { context: { targetingKey: 'known-1' } };
  const bareSingle = await bareOf(await post(single, one));
  const bareBulk = await bareOf(await post(bulk, one));
  const bareAssign = await bareOf(await post(assign, { experiment: key, unit: 'known-1' }));
  await beside('OFREP single, unit known', ofrep, () => rateOf(bareSingle, context));
  await beside(
    `OFREP bulk, ${FLAGS} flags`,
    () => rate(bulk, context, { units: 100 }),
    () => rateOf(bareBulk, context, { units: 100 }),
  );
  const known = JSON.stringify({ experiment: key, unit: 'known-#' });
  await beside('assign, unit known', assignKnown, () => rateOf(bareAssign, known));
  const fresh = JSON.stringify({ experiment: key, unit: 'new-#' });
  await beside(
    'assign, every unit new, beside known ones',
    () => rate(assign, fresh, { isUnique: true }),
    assignKnown,
  );
  const crowded = await startGateway(`${name}-many`, MANY_EXPERIMENTS, { name: 'bench-many', port: 3940 });
  gateways.push(crowded);
  await beside(
    `OFREP single with ${MANY_EXPERIMENTS} running experiments, beside ${FLAGS}`,
    crowded.ofrep,
    ofrep,
  );
} finally {
  for (const bare of bareRoutes) bare.stop();
  for (const { stop } of gateways) await stop();
}
