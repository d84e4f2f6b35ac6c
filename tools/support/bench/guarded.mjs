import { setTimeout as sleep } from 'node:timers/promises';

const PATIENCE_MS = 60_000;
const UNITS = 40;
const ALL = [{ key: 'all', percentage: 100 }];

/** Milliseconds until something holds, asked every few of them. */
const until = async (holds) => {
  const began = performance.now();
  while (!(await holds())) {
    if (performance.now() - began > PATIENCE_MS) throw new TypeError('it did not happen within a minute');
    await sleep(3);
  }
  return performance.now() - began;
};

/** Subjects that are guarded, and how long each takes to be safe after it breached. */
export const startGuarded = (call, newKey) => {
  const flag = (key) => call(`/ofrep/v1/evaluate/flags/${key}`, { context: { targetingKey: 'somebody' } });
  const isOn = async (key) => (await flag(key)).value;
  const outcomes = (count, fields) => ({
    events: Array.from({ length: count }, (_, unit) => ({
      type: 'outcome',
      unit: `unit-${unit}`,
      ...fields(unit),
    })),
  });

  const startRollout = async (more = {}) => {
    const key = newKey();
    await call('/api/v1/rollouts', { key, tiers: ALL, ...more });
    const { activation } = await call(`/api/v1/rollouts/${key}/start`, {});
    await until(async () => isOn(key).catch(() => false));
    return { key, activation };
  };
  const off = (key) => until(async () => !(await isOn(key)));

  /** Every second unit fails; those before it are no evidence yet. */
  const rolloutWindow = async () => {
    const { key, activation } = await startRollout();
    await call(
      '/api/v1/events',
      outcomes(UNITS, (unit) => ({ flag: key, activation, success: unit % 2 > 0 })),
    );
    return off(key);
  };

  /** Eleven errors within a minute, of too few units for the window. */
  const rolloutTrigger = async () => {
    const { key, activation } = await startRollout({
      defaultTriggers: true,
      errorThreshold: { errorRate: 1 },
    });
    await call(
      '/api/v1/events',
      outcomes(11, () => ({ flag: key, activation, success: false, status: 503 })),
    );
    return off(key);
  };

  const rolledBackByHand = async () => {
    const { key } = await startRollout();
    await call(`/api/v1/rollouts/${key}/rollback`, { reason: 'bench' });
    return off(key);
  };

  /** Every canary fails; those of the stable version are served as ever. */
  const releaseHealth = async () => {
    const key = newKey();
    await call('/api/v1/releases', { key, version: '2', ramp: [50], minOutcomes: UNITS / 2 });
    const { activation } = await call(`/api/v1/releases/${key}/start`, {});
    const isCanary = async () =>
      (await call(`/api/v1/releases/${key}/route`, { routingKey: 'user-123' })).isCanary;
    await until(async () => isCanary().catch(() => false));
    const served = (unit) =>
      unit % 2 > 0 ? { side: 'stable', success: true } : { side: 'canary', success: false };
    await call(
      '/api/v1/events',
      outcomes(UNITS, (unit) => ({ flag: key, activation, ...served(unit) })),
    );
    return until(async () => !(await isCanary()));
  };

  const experimentGuardrail = async () => {
    const key = newKey();
    const variants = [{ key: 'control', isControl: true }, { key: 'treatment' }];
    const threshold = { kind: 'threshold', measure: 'error_rate', above: 0.05 };
    const guardrails = [{ ...threshold, windowSeconds: 60, minimumOutcomes: UNITS }];
    await call('/api/v1/admin/experiments', { key, name: key, variants, guardrails });
    await call(`/api/v1/admin/experiments/${key}/start`, {});
    const reason = async () =>
      (await call('/api/v1/experiments/assign', { experiment: key, unit: 'a' })).reason;
    await until(async () => (await reason().catch(() => undefined)) === 'split');
    await call(
      '/api/v1/events',
      outcomes(UNITS, (unit) => ({ flag: key, success: unit % 2 > 0 })),
    );
    return until(async () => (await reason()) === 'paused');
  };

  return { rolloutWindow, rolloutTrigger, releaseHealth, rolledBackByHand, experimentGuardrail };
};
