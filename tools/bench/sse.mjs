// npm run bench sse [-- --listeners 1000 --changes 20]: how soon clients that listen hear of a change of configuration,
// beside a bare server that tells as many of them the same.
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { parseArgs } from 'node:util';
import { setTimeout as sleep } from 'node:timers/promises';
import { startScript } from '../support/bench/child.mjs';
import { describe, percentile, tell } from '../support/bench/figures.mjs';
import { startService } from '../support/bench/service.mjs';

const BARE = 'http://127.0.0.1:3971/';
const { values } = parseArgs({
  options: { listeners: { type: 'string', default: '1000' }, changes: { type: 'string', default: '20' } },
});
const [count, changes] = [values.listeners, values.changes].map(Number);
const { url, token, stop } = await startService('assignment');

const send = async (target, body, headers = {}) => {
  const answer = await fetch(target, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
  });
  if (!answer.ok) throw new TypeError(`${target} says ${answer.status}: ${await answer.text()}`);
  return answer.json();
};
const admin = (path, body) => send(`${url}/api/v1/admin${path}`, body, { authorization: `Bearer ${token}` });

/** Listeners in a process of their own; `next` waits until each has heard one more message. */
const listen = async (request) => {
  const child = fork(new URL('../support/bench/listeners.mjs', import.meta.url));
  const next = async () => (await once(child, 'message'))[0].arrivals;
  child.send({ count, ...request });
  await next();
  return { next, stop: () => child.disconnect() };
};

/** For each listener and change, the time from the command to the news of it. */
const latencies = async (listeners, change) => {
  const found = [];
  for (let nth = 0; nth < changes; nth += 1) {
    const arrived = listeners.next();
    const sentAt = Date.now();
    await change(nth);
    const times = (await arrived).map((at) => at - sentAt);
    if (times.some((time) => time < 0)) throw new TypeError('listeners were told of something else');
    found.push(...times);
    await sleep(200);
  }
  return found;
};

let stopBare;
try {
  describe(
    `From a command over HTTP to the news of it at ${count} listeners of one process, through Kafka, ${changes} changes; baseline: a bare HTTP server that tells as many listeners the same.`,
  );
  const { key } = await admin('/api-keys', { name: 'bench', scopes: ['evaluate'] });
  const variants = [{ key: 'control', isControl: true }, { key: 'treatment' }];
  const name = `bench-${Date.now()}`;
  await admin('/experiments', { key: name, name, unitType: 'user', variants });
  await admin(`/experiments/${name}/start`, {});
  await sleep(2000);
  const served = await listen({ url: `${url}/api/v1/config/events`, headers: { 'x-api-key': key } });
  const measured = await latencies(served, (nth) =>
    admin(`/experiments/${name}/allocation`, { trafficAllocation: 99 - (nth % 50), reason: 'bench' }),
  );
  served.stop();
  ({ stop: stopBare } = await startScript('bare-stream.mjs', new URL(BARE).port));
  const bare = await listen({ url: BARE, headers: {} });
  const baseline = await latencies(bare, () => send(BARE, {}));
  bare.stop();
  for (const share of [0.5, 0.95, 0.99])
    tell('sse', `change to listener, p${share * 100}, ${count} listeners`, {
      measured: [percentile(measured, share)],
      baseline: [percentile(baseline, share)],
      unit: 'ms',
      lowerIsBetter: true,
    });
} finally {
  stopBare?.();
  await stop();
}
