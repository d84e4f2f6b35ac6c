import { setTimeout as sleep } from 'node:timers/promises';
import { seededRandom } from '../../libs/testing/dist/seeded-random.js';
import { until } from './system.mjs';

const BATCH = 1_000;
const SENDERS = 4;
const DAY_MS = 86_400_000;
const EXPERIMENTS = ['mixed-a', 'mixed-b', 'mixed-c'];
const FEATURE = 'mixed-search';
const RELEASE = 'mixed-checkout';
const NAMES = ['view', 'search', 'add_to_cart', 'purchase'];

/** Experiments, a rollout, a release, a feature and a funnel: what the traffic is about. Returns what outcomes name. */
export const defineMixed = async (assay) => {
  const variants = [{ key: 'control', isControl: true }, { key: 'treatment' }];
  const primaryMetric = { key: 'spent', type: 'mean', event: 'purchase', cap: { value: '90' } };
  const secondaryMetrics = [{ key: 'added', type: 'proportion', event: 'add_to_cart' }];
  for (const key of EXPERIMENTS) {
    const design = { key, name: key, variants, primaryMetric, secondaryMetrics };
    await assay.call('/api/v1/admin/experiments', design);
    await assay.call(`/api/v1/admin/experiments/${key}/start`, {});
  }
  await assay.call('/api/v1/rollouts', { key: FEATURE, tiers: [{ key: 'all', percentage: 100 }] });
  const rollout = await assay.call(`/api/v1/rollouts/${FEATURE}/start`, {});
  await assay.call('/api/v1/releases', { key: RELEASE, version: '2', ramp: [50], autoRollback: false });
  const release = await assay.call(`/api/v1/releases/${RELEASE}/start`, {});
  const definitions = '/api/v1/admin/analytics/definitions';
  await assay.put(`${definitions}/features/search`, { view: { event: 'view' }, use: { event: 'search' } });
  const steps = [
    { name: 'Look', event: 'view' },
    { name: 'Buy', event: 'purchase' },
  ];
  await assay.put(`${definitions}/funnels/buying`, { windowHours: 48, steps });
  for (const experiment of EXPERIMENTS)
    await until('evaluated', async () => {
      const { reason } = await assay.call('/api/v1/experiments/assign', { experiment, unit: 'first' });
      return [reason === 'split', reason];
    });
  return [
    { flag: FEATURE, activation: rollout.activation },
    { flag: RELEASE, activation: release.activation, side: 'canary' },
    { flag: RELEASE, activation: release.activation, side: 'stable' },
  ];
};

const kindOf = (random, { unit, outcomes }) => {
  const pick = random();
  if (pick < 0.2) {
    const at = Math.floor(random() * EXPERIMENTS.length);
    const variant = (unit + at) % 2 === 0 ? 'control' : 'treatment';
    return { type: 'exposure', experiment: EXPERIMENTS[at], variant };
  }
  if (pick < 0.3) {
    const outcome = outcomes[Math.floor(random() * outcomes.length)];
    return { type: 'outcome', ...outcome, success: random() > 0.01, latencyMs: Math.floor(random() * 400) };
  }
  const type = NAMES[Math.floor(random() * NAMES.length)];
  const attributes = {
    country: ['de', 'fr', 'jp'][unit % 3],
    position: unit % 10,
    itemId: `item-${unit % 50}`,
  };
  return type === 'purchase'
    ? { type, value: (random() * 100).toFixed(2), attributes }
    : { type, attributes };
};

/** A batch of a stream of `count` events of a fifth as many units; of twenty events one was there before. */
const batchOf = (from, count, { outcomes, end }) => {
  const random = seededRandom(from + 1);
  const events = Array.from({ length: Math.min(BATCH, count - from) }, (_, index) => {
    const unit = Math.floor((random() * count) / 5);
    const kind = kindOf(random, { unit, outcomes });
    const isNow = kind.type === 'exposure' || kind.type === 'outcome';
    const time = new Date(isNow ? end : end - Math.floor(random() * 3 * DAY_MS)).toISOString();
    return { id: `mixed-${from + index}`, unit: `unit-${unit}`, time, ...kind };
  });
  for (let index = 19; index < events.length; index += 20) events[index] = events[index - 7];
  return events;
};

const login = (assay, from) =>
  assay.call('/api/v1/identities/link', { anonymous: `unit-${from % 1009}`, user: `user-${from % 1009}` });

const sendUntilTaken = async (work) => {
  for (;;) {
    try {
      return await work();
    } catch (error) {
      if (!error.message.includes(': 503 ')) throw error;
      await sleep(300);
    }
  }
};

/** Sends `count` mixed events through the routes that clients use, with assignments and logins among them. */
export const sendMixed = async (assay, count, outcomes) => {
  const end = Date.now();
  let next = 0;
  const began = Date.now();
  const sender = async () => {
    while (next < count) {
      const from = next;
      next += BATCH;
      const events = batchOf(from, count, { outcomes, end });
      await sendUntilTaken(() => assay.call('/api/v1/events', { events }));
      const experiment = EXPERIMENTS[(from / BATCH) % EXPERIMENTS.length];
      const assigned = Array.from({ length: 20 }, (_, index) => ({
        experiment,
        unit: `unit-${from + index}`,
      }));
      await Promise.all(
        assigned.map((body) => sendUntilTaken(() => assay.call('/api/v1/experiments/assign', body))),
      );
      await sendUntilTaken(() => login(assay, from));
      if ((from / BATCH) % 100 === 99) console.log(`${from + BATCH} of ${count} events sent`);
    }
  };
  await Promise.all(Array.from({ length: SENDERS }, sender));
  const seconds = (Date.now() - began) / 1000;
  console.log(`${count} events sent in ${seconds.toFixed(0)} s, ${Math.round(count / seconds)} a second`);
};
