import { setTimeout as sleep } from 'node:timers/promises';

const AT_ONCE = 32;
const PAUSE_MS = 500;
const ERRORS = 0.01;
const ALL = [{ key: 'all', percentage: 100 }];

const designs = {
  rollouts: (key) => ({ key, tiers: ALL, defaultTriggers: true }),
  releases: (key) => ({ key, version: '2', ramp: [50] }),
};

/** Rollouts and releases that are on, as keys with their activations. */
const startMany = async (call, counts) => {
  const started = [];
  const rest = Object.entries(counts).flatMap(([kind, count]) =>
    Array.from({ length: count }, (_, i) => ({ kind, key: `watched-${kind}-${i}` })),
  );
  const start = async () => {
    for (let one = rest.pop(); one !== undefined; one = rest.pop()) {
      const { kind, key } = one;
      await call(`/api/v1/${kind}`, designs[kind](key));
      const { activation } = await call(`/api/v1/${kind}/${key}/start`, {});
      started.push({ kind, key, activation });
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, start));
  return started;
};

/** A stretch of outcomes, one in a hundred an error, each of a rollout or release drawn at random. */
const someOutcomes = (started, count) => ({
  events: Array.from({ length: count }, () => {
    const { kind, key, activation } = started[Math.floor(Math.random() * started.length)];
    const unit = `unit-${Math.floor(Math.random() * 1_000_000)}`;
    const success = Math.random() >= ERRORS;
    const side = kind === 'releases' ? { side: Math.random() < 0.5 ? 'canary' : 'stable' } : {};
    return {
      ...{ type: 'outcome', unit, flag: key, activation, success },
      ...{ latencyMs: Math.random() * 300, ...side },
    };
  }),
});

/**
 * Watches many rollouts and releases under steady outcomes, and lets one more rollout breach again and again.
 * @returns how long each breach took, and what was seen of memory and of the outcomes
 */
export const watchMany = async ({ call, memory, counts, seconds, rate, breach }) => {
  const began = performance.now();
  const started = await startMany(call, counts);
  const making = Math.round((performance.now() - began) / 1000);
  const [times, memories] = [[], []];
  const from = performance.now();
  let sent = 0;
  const send = async () => {
    while (performance.now() - from < seconds * 1000) {
      const due = Math.floor(((performance.now() - from) / 1000) * rate) - sent;
      if (due > 0) await call('/api/v1/events', someOutcomes(started, Math.min(due, 1000)));
      sent += Math.max(0, due);
      await sleep(50);
    }
  };
  const breachAgain = async () => {
    while (performance.now() - from < seconds * 1000) {
      times.push(await breach());
      memories.push(memory());
      await sleep(PAUSE_MS);
    }
  };
  await Promise.all([send(), breachAgain()]);
  const third = Math.max(1, Math.floor(memories.length / 3));
  const most = (part) => Math.max(...part);
  const summary =
    `${counts.rollouts} rollouts and ${counts.releases} releases made in ${making} s; then ${sent} outcomes in ${seconds} s. ` +
    `Memory, most of the first, second and last third: ${most(memories.slice(0, third))}, ` +
    `${most(memories.slice(third, 2 * third))}, ${most(memories.slice(2 * third))} MiB.`;
  return { times, summary };
};
