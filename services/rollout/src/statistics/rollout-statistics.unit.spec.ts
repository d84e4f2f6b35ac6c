import type { UnitHistory } from '../outcomes/unit-histories.js';
import type { Stretch } from './rollout-statistics.fold.js';
import { byTier, byTime, countByTier, countByTime } from './rollout-statistics.fold.js';

const HOUR = 3_600_000;
const START = Date.parse('2026-03-01T00:00:00.000Z');
const iso = (hours: number) => new Date(START + hours * HOUR).toISOString();
const stretch = (activation: string, hours: number, tier: string, enabled: readonly string[]): Stretch => ({
  ...{ activation, by: 'RolloutStarted', since: iso(hours), until: null, tier, percentage: 10 },
  version: { number: 1, name: '1.0' },
  isEnabled: (unit) => enabled.includes(unit),
});
const seen = (unit: string, activation: string, hours: number, errors = 0): UnitHistory => ({
  ...{ unit, activation, named: activation !== '', lastSeen: START + hours * HOUR },
  slots: [[START + hours * HOUR, 4, errors, errors, []]],
});

const stretches = [
  stretch('a1', 0, 'internal', ['u1']),
  stretch('a2', 10, 'general', ['u1', 'u2', 'u3']),
  stretch('a3', 20, 'internal', ['u1', 'u2']),
];
const history = [
  seen('u1', 'a1', 1, 1),
  seen('u2', 'a1', 2, 4),
  seen('u1', 'a2', 11),
  seen('u2', 'a2', 11, 2),
  seen('u3', '', 12, 1),
  seen('u9', '', 12, 4),
  seen('u2', 'a3', 21),
  seen('u3', 'unknown', 21, 4),
];

/** Unit by unit, as they are read. */
const units = [...new Set(history.map(({ unit }) => unit))].map((unit) =>
  history.filter((one) => one.unit === unit),
);

function tiers(rows: readonly (readonly UnitHistory[])[], of: readonly Stretch[] = stretches) {
  const counted = countByTier(of);
  for (const unit of rows) counted.add(unit);
  return byTier(counted, of);
}

function times(widthMs: number, from: number) {
  const counted = countByTime(stretches, widthMs);
  for (const unit of units) counted.add(unit);
  return byTime(counted, from);
}

describe('statistics of a rollout', () => {
  it('by tier count those who had the feature then, tiers begun again as one', () => {
    expect(tiers(units)).toMatchObject([
      {
        ...{ tier: 'internal', activations: ['a1', 'a3'], from: iso(0) },
        ...{ totalUnits: 2, enabledUnits: 2, unitsWithError: 1, outcomes: 8, errors: 1, serverErrors: 1 },
        ...{ errorRate: 0.5, successRate: 7 / 8 },
      },
      {
        ...{ tier: 'general', activations: ['a2'], from: iso(10) },
        ...{ totalUnits: 4, enabledUnits: 3, unitsWithError: 2, outcomes: 12, errors: 3 },
        ...{ errorRate: 2 / 3, successRate: 0.75 },
      },
    ]);
  });

  it('by time are those of each hour or day with outcomes', () => {
    const hourly = times(HOUR, START + 11 * HOUR);
    expect(hourly.map(({ from, enabledUnits, errors }) => [from, enabledUnits, errors])).toEqual([
      [iso(11), 2, 2],
      [iso(12), 1, 1],
      [iso(21), 1, 0],
    ]);
    const daily = times(24 * HOUR, START);
    expect(daily).toMatchObject([{ from: iso(0), enabledUnits: 3, outcomes: 20, errors: 4 }]);
  });

  it('of a rollout that nobody met are empty, and rates unknown', () => {
    expect(tiers([], stretches.slice(0, 1))).toMatchObject([
      { totalUnits: 0, enabledUnits: 0, errorRate: null, successRate: null },
    ]);
    expect(tiers([], [])).toEqual([]);
  });
});
