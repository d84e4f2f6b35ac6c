import { setTimeout as sleep } from 'node:timers/promises';

const AT_ONCE = 32;
const PAUSE_MS = 500;
const ERRORS = 0.01;
const ALL = [{ key: 'all', percentage: 100 }];

/** Rollouts that are on for everyone, as keys with their activations. */
const startMany = async (call, count) => {
  const started = [];
  const rest = Array.from({ length: count }, (_, i) => `watched-${i}`);
  const start = async () => {
    for (let key = rest.pop(); key !== undefined; key = rest.pop()) {
      await call('/api/v1/rollouts', { key, tiers: ALL, defaultTriggers: true });
      started.push({ key, activation: (await call(`/api/v1/rollouts/${key}/start`, {})).activation });
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, start));
  return started;
};

/** A stretch of outcomes, one in a hundred an error, each under a rollout drawn at random. */
const someOutcomes = (started, count) => ({
  events: Array.from({ length: count }, () => {
    const { key, activation } = started[Math.floor(Math.random() * started.length)];
    const unit = `unit-${Math.floor(Math.random() * 1_000_000)}`;
    const success = Math.random() >= ERRORS;
    return { type: 'outcome', unit, flag: key, activation, success, latencyMs: Math.random() * 300 };
  }),
});

/**
 * Watches many rollouts under steady outcomes, and lets one breach again and again beside them.
 * @returns how long each breach took, and what was seen of memory and of the outcomes
 */
export const watchMany = async ({ call, memory, rollouts, seconds, rate, breach }) => {
  const began = performance.now();
  const started = await startMany(call, rollouts);
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
    `${rollouts} rollouts made in ${making} s; then ${sent} outcomes in ${seconds} s. ` +
    `Memory, most of the first, second and last third: ${most(memories.slice(0, third))}, ` +
    `${most(memories.slice(third, 2 * third))}, ${most(memories.slice(2 * third))} MiB.`;
  return { times, summary };
};
