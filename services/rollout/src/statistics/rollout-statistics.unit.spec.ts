import { CountedUnits } from '../../test/support/units-in-memory.js';
import { CountedGroups } from './group-counts.js';
import { byTier, byTime } from './rollout-statistics.fold.js';
import type { Stretch } from './stretches.js';
import type { UnitRow } from './unit-counts.fold.js';
import { countsOfUnit } from './unit-counts.fold.js';

const HOUR = 3_600_000;
const START = Date.parse('2026-03-01T00:00:00.000Z');
const iso = (hours: number) => new Date(START + hours * HOUR).toISOString();
const stretch = (activation: string, hours: number, tier: string, enabled: readonly string[]): Stretch => ({
  ...{ activation, by: 'RolloutStarted', since: iso(hours), until: null, tier, percentage: 10 },
  version: { number: 1, name: '1.0' },
  sinceMs: START + hours * HOUR,
  isCandidate: (unit) => enabled.includes(unit),
  isEnabled: (unit) => enabled.includes(unit),
});
const seen = (unit: string, activation: string, hours: number, errors = 0): UnitRow => ({
  ...{ unit, activation, lastSeen: START + hours * HOUR },
  lastError: errors > 0 ? START + hours * HOUR : null,
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

const groups = (rows: readonly (readonly UnitRow[])[], of: readonly Stretch[] = stretches) => {
  const counted = new CountedGroups();
  for (const unit of rows) counted.add(countsOfUnit(unit, of));
  return counted.told();
};
const tiers = (rows: readonly (readonly UnitRow[])[], of: readonly Stretch[] = stretches) =>
  byTier(groups(rows, of), of);
const times = (by: 'hour' | 'day', from: number) => byTime(groups(units), by, from);

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
    const hourly = times('hour', START + 11 * HOUR);
    expect(hourly.map(({ from, enabledUnits, errors }) => [from, enabledUnits, errors])).toEqual([
      [iso(11), 2, 2],
      [iso(12), 1, 1],
      [iso(21), 1, 0],
    ]);
    const daily = times('day', START);
    expect(daily).toMatchObject([{ from: iso(0), enabledUnits: 3, outcomes: 20, errors: 4 }]);
  });

  it('of a rollout that nobody met are empty, and rates unknown', () => {
    expect(tiers([], stretches.slice(0, 1))).toMatchObject([
      { totalUnits: 0, enabledUnits: 0, errorRate: null, successRate: null },
    ]);
    expect(tiers([], [])).toEqual([]);
  });

  it('are taken away again as they were added', () => {
    const counted = new CountedGroups();
    for (const unit of units) counted.add(countsOfUnit(unit, stretches));
    for (const unit of units) counted.add(countsOfUnit(unit, stretches), -1);
    expect(counted.told()).toEqual([]);
  });

  it('are what remembering every unit of each group gives', () => {
    const remembered = new CountedUnits(stretches, ({ stretch: { tier } }) => tier);
    for (const unit of units) remembered.add(unit);
    for (const { tier, from: _from, until: _until, percentage: _share, activations: _all, ...told } of tiers(
      units,
    ))
      expect(told).toEqual(remembered.told().get(tier));
  });
});
