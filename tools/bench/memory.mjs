// npm run bench memory [-- --experiments 1000 --units 100000]: what the gateway holds in memory with many experiments
// and many assignments, beside the process before any of them.
import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { setTimeout as sleep } from 'node:timers/promises';
import { load } from '../support/bench/child.mjs';
import { describe } from '../support/bench/figures.mjs';
import { startService } from '../support/bench/service.mjs';

const LIMIT_MIB = 250;
const CONNECTIONS = 32;
const { values } = parseArgs({
  options: {
    experiments: { type: 'string', default: '1000' },
    units: { type: 'string', default: '100000' },
  },
});
const [experiments, units] = [values.experiments, values.units].map(Number);
const { url, token, pid, stop } = await startService('assignment');

const post = async (path, body) => {
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
  const response = await fetch(`${url}${path}`, { method: 'POST', headers, body: JSON.stringify(body) });
  const answer = await response.json();
  if (!response.ok) throw new TypeError(`${path} says ${response.status}: ${JSON.stringify(answer)}`);
  return answer;
};

/** Resident memory of the process, now and at most so far, in MiB. */
const memory = () => {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  const of = (name) => Math.round(Number(new RegExp(`^${name}:\\s+(\\d+) kB`, 'm').exec(status)[1]) / 1024);
  return { now: of('VmRSS'), peak: of('VmHWM') };
};
const tell = (figure, { now, peak }) =>
  console.log(
    JSON.stringify({ bench: 'memory', figure, measured: now, peak, limit: LIMIT_MIB, unit: 'MiB' }),
  );

try {
  describe(`The assignment service on Kafka and Redis: ${experiments} running experiments, ${units} units.`);
  tell('before', memory());
  const name = `memory-${Date.now()}`;
  const variants = [{ key: 'control', isControl: true }, { key: 'treatment' }];
  for (let n = 0; n < experiments; n += 1) {
    const key = `${name}-${n}`;
    await post('/api/v1/admin/experiments', { key, name: key, unitType: 'user', variants });
    await post(`/api/v1/admin/experiments/${key}/start`, {});
  }
  await sleep(2000);
  tell(`${experiments} running experiments`, memory());
  const { key } = await post('/api/v1/admin/api-keys', { name: 'bench', scopes: ['evaluate'] });
  await sleep(1000);
  const body = JSON.stringify({ experiment: `${name}-0`, unit: 'unit-#' });
  const headers = { authorization: `Bearer ${key}` };
  const target = `${url}/api/v1/experiments/assign`;
  await load({ connections: CONNECTIONS, headers, amount: units, url: target, body, units, isUnique: true });
  tell(`… and ${units} assignments just made`, memory());
  await sleep(20_000);
  const settled = memory();
  tell('… twenty seconds later', settled);
  process.exitCode = settled.now <= LIMIT_MIB ? 0 : 1;
} finally {
  await stop();
}
