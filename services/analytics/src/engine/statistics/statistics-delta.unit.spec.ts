import type { MetricSpec } from '@assay/contracts';
import type { Definitions } from '../state/metric-definitions.js';
import { compileDefinitions } from '../state/metric-definitions.js';
import type { UnitEntry } from '../state/unit-state.js';
import { MOMENTS } from '../state/moments.js';
import { StatisticsDelta } from './statistics-delta.js';
import type { StratumRow } from './statistics-rows.js';
import { bucketOfMicros } from './value-bucket.js';

const PLACE = { project: 'p', partition: 3 };
const SPENT: MetricSpec = {
  key: 'spent',
  type: 'mean',
  event: 'buy',
  direction: 'increase',
  windowHours: null,
};
const defined = (spec: MetricSpec, weighted = false): Definitions =>
  compileDefinitions({ version: 1, slots: [{ spec, version: 1, since: 1 }], weighted }, [
    { attribute: 'country', maxValues: 2, changes: 1, removed: false },
  ]);
const entry = (rest: Partial<UnitEntry> = {}): UnitEntry => ({
  experiment: 'e',
  run: 1,
  version: 2,
  first: { time: Date.UTC(2026, 0, 31, 23, 59), phase: 1, variant: 'a' },
  variants: ['a'],
  failed: false,
  values: [2],
  dimensions: [],
  weight: 0,
  ...rest,
});

interface Change {
  readonly before?: readonly UnitEntry[];
  readonly after: readonly UnitEntry[];
  readonly definitions?: Definitions;
}

const deltaOf = ({ before = [], after, definitions = defined(SPENT) }: Change): StatisticsDelta => {
  const delta = new StatisticsDelta((_, __, value) => (value === 'rare' ? 'rest' : value));
  delta.change(PLACE, { before, after }, () => definitions);
  return delta;
};
const place = ({ key }: StratumRow): string => key.day + key.dimension + key.value;
const unitsOf = (delta: StatisticsDelta) =>
  delta.strata.map((row) => [place(row), row.units, row.unitsWithError]);
const sumsOf = (delta: StatisticsDelta) =>
  delta.strata.flatMap((row) =>
    [...row.metrics.values()].map(({ n, slot, amounts }) => [
      place(row),
      n,
      Object.fromEntries(slot.moments.map((moment, index) => [MOMENTS[moment]?.field, amounts[index]])),
    ]),
  );

describe('the difference a batch makes', () => {
  it('counts a new unit and its values', () => {
    const delta = deltaOf({ after: [entry({ failed: true })] });
    expect(unitsOf(delta)).toEqual([['2026-01-31', 1, 1]]);
    expect(sumsOf(delta)).toEqual([['2026-01-31', 1, { sum: 2, sumSquares: 4 }]]);
  });

  it('replaces the old value by the new one', () => {
    const delta = deltaOf({ before: [entry()], after: [entry({ values: [5] })] });
    expect(unitsOf(delta)).toEqual([['2026-01-31', 0, 0]]);
    expect(sumsOf(delta)).toEqual([['2026-01-31', 0, { sum: 3, sumSquares: 21 }]]);
  });

  it('moves a unit whose first exposure has moved to another day', () => {
    const earlier = entry({ first: { time: Date.UTC(2026, 0, 1), phase: 1, variant: 'a' } });
    expect(unitsOf(deltaOf({ before: [entry()], after: [earlier] }))).toEqual([
      ['2026-01-01', 1, 0],
      ['2026-01-31', -1, 0],
    ]);
  });

  it('takes out what a unit had counted when it turns up in a second variant', () => {
    const delta = deltaOf({ before: [entry()], after: [entry({ variants: ['a', 'b'] })] });
    expect(unitsOf(delta)).toEqual([['2026-01-31', -1, 0]]);
    expect(sumsOf(delta)).toEqual([['2026-01-31', -1, { sum: -2, sumSquares: -4 }]]);
    expect(delta.runs[0]?.excluded).toBe(1);
  });

  it('takes out a unit that is counted elsewhere now', () => {
    expect(unitsOf(deltaOf({ before: [entry()], after: [] }))).toEqual([['2026-01-31', -1, 0]]);
  });

  it('counts a unit under the values of its dimensions, rare ones together', () => {
    const counted = (country: string) => unitsOf(deltaOf({ after: [entry({ dimensions: [country] })] }));
    expect(counted('NL')).toEqual([
      ['2026-01-31', 1, 0],
      ['countryNL', 1, 0],
    ]);
    expect(counted('rare')[1]).toEqual(['countryrest', 1, 0]);
  });

  it.each(['a\u001fb', '1:a\u001f1:b'])('tells a value apart that looks like several (%j)', (value) => {
    const delta = deltaOf({ after: [entry({ dimensions: ['a', 'b'] })] });
    delta.change(PLACE, { before: [], after: [entry({ dimensions: [value] })] }, () => defined(SPENT));
    expect(unitsOf(delta)).toContainEqual([`country${value}`, 1, 0]);
  });

  it('adds up exactly what amounts come to, however large', () => {
    const delta = deltaOf({ after: [entry({ values: [9_007_199_254_740_993n] })] });
    expect(sumsOf(delta)[0]?.[2]).toEqual({
      sum: 9_007_199_254_740_993n,
      sumSquares: 9_007_199_254_740_993n ** 2n,
    });
  });

  it('caps what a unit counts with', () => {
    const definitions = defined({ ...SPENT, cap: { value: '0.000003' } });
    const delta = deltaOf({ before: [entry()], after: [entry({ values: [50] })], definitions });
    expect(sumsOf(delta)[0]?.[2]).toEqual({ sum: 1, sumSquares: 5 });
  });

  it('keeps the sums that a ratio with a pre-period needs', () => {
    const ratio: MetricSpec = { ...SPENT, type: 'ratio', denominator: { event: 'v' }, cuped: { preDays: 7 } };
    const delta = deltaOf({ after: [entry({ values: [2, 3, 5, 7] })], definitions: defined(ratio) });
    expect(sumsOf(delta)[0]?.[2]).toEqual({
      sum: 2,
      sumSquares: 4,
      denominatorSum: 3,
      denominatorSumSquares: 9,
      numeratorDenominatorSum: 6,
      preSum: 5,
      preSumSquares: 25,
      prePostSum: 10,
      denominatorPreSum: 7,
      denominatorPreSumSquares: 49,
      denominatorPrePostSum: 21,
      preDenominatorPreSum: 35,
      denominatorPreNumeratorPostSum: 14,
      preDenominatorPostSum: 15,
    });
  });

  it('weights the units of a bandit by the inverse of their propensity', () => {
    const delta = deltaOf({ after: [entry({ weight: 4_000_000 })], definitions: defined(SPENT, true) });
    expect(sumsOf(delta)[0]?.[2]).toMatchObject({
      weightSum: 4_000_000,
      weightedSum: 8_000_000,
      weightedSumSquares: 64_000_000_000_000,
      weightSumSquares: 16_000_000_000_000,
      squareWeightedSum: 32_000_000_000_000,
    });
  });

  it('moves a unit between the buckets of a quantile', () => {
    const definitions = defined({ ...SPENT, type: 'quantile' });
    const delta = deltaOf({ before: [entry()], after: [entry({ values: [5_000] })], definitions });
    const [row] = [...(delta.strata[0]?.metrics.values() ?? [])];
    expect(row?.buckets).toEqual(
      new Map([
        [bucketOfMicros(2), -1],
        [bucketOfMicros(5_000), 1],
      ]),
    );
  });

  it('widens the extremes of a run', () => {
    const delta = deltaOf({ after: [] });
    const at = (time: number) => entry({ first: { time, phase: 1, variant: 'a' } });
    delta.observe(PLACE, at(5), { lastExposure: 7, lastEvent: 8 });
    delta.observe(PLACE, at(3), { lastExposure: 4, lastEvent: 9 });
    const run = { project: 'p', experiment: 'e', run: 1, partition: 3, excluded: 0 };
    expect(delta.runs).toEqual([{ ...run, firstExposure: 3, lastExposure: 7, lastEvent: 9 }]);
  });
});
