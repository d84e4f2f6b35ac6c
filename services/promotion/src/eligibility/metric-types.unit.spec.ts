import type { MetricSpec, MetricSums, VariantSums } from '@assay/contracts';
import { compareMetric, InconsistentSumsError, sampleQuantile, sketchOf } from '@assay/stats';
import { conversion, evidence, sums } from '../../test/support/evidence.js';
import { foldSnapshot } from '../evidence/run-evidence.fold.js';
import { assessEligibility } from './assess-eligibility.js';

/** What a unit did: the measured value, its denominator, and the same before it was exposed. */
interface Unit {
  readonly y: number;
  readonly d: number;
  readonly x: number;
}

const UNITS = 4_000;
/** Whole numbers that scatter, more by `more` in treatment. */
const unitsOf = (more: number): readonly Unit[] =>
  Array.from({ length: UNITS }, (_, i) => {
    const x = 20 + ((i * 7_919) % 31);
    return { y: x + ((i * 104_729) % 17) + more, d: 2 + (i % 3), x };
  });

const total = (units: readonly Unit[], amount: (unit: Unit) => number): string =>
  String(units.reduce((sum, unit) => sum + amount(unit), 0));

const sumsOf = (units: readonly Unit[]): MetricSums => ({
  metric: 'm',
  n: units.length,
  sum: total(units, ({ y }) => y),
  sumSquares: total(units, ({ y }) => y * y),
  denominatorSum: total(units, ({ d }) => d),
  denominatorSumSquares: total(units, ({ d }) => d * d),
  numeratorDenominatorSum: total(units, ({ y, d }) => y * d),
  preSum: total(units, ({ x }) => x),
  preSumSquares: total(units, ({ x }) => x * x),
  prePostSum: total(units, ({ x, y }) => x * y),
  buckets: sketchOf(units.map(({ y }) => y)).buckets.map(([bucket, n]) => [bucket, n]),
});

const [before, after] = [unitsOf(0), unitsOf(6)];
const variantsOf = (control: MetricSums, green: MetricSums): VariantSums[] => [
  sums('control', UNITS, 0, { metrics: [control] }),
  sums('green', UNITS, 0, { metrics: [green] }),
];
const metricOf = (more: Partial<MetricSpec>): MetricSpec => ({ ...conversion, key: 'm', ...more });
const assess = (metric: Partial<MetricSpec>, variants = variantsOf(sumsOf(before), sumsOf(after))) =>
  assessEligibility({ ...evidence, primaryMetric: metricOf(metric), variants });
const valueOf = ({ checks }: ReturnType<typeof assess>, name: string) =>
  checks.find((check) => check.name === name)?.value;

const share = (of: (units: readonly Unit[]) => number): number => 100 * (of(after) / of(before) - 1);
const mean = (units: readonly Unit[]): number => Number(total(units, ({ y }) => y)) / units.length;
const perDenominator = (units: readonly Unit[]): number =>
  mean(units) / (Number(total(units, ({ d }) => d)) / UNITS);
const median = (units: readonly Unit[]): number =>
  sampleQuantile(
    units.map(({ y }) => y),
    0.5,
  ) ?? NaN;

describe('the improvement on a metric', () => {
  it.each<[MetricSpec['type'], number, number]>([
    ['mean', share(mean), 10],
    ['count', share(mean), 10],
    ['ratio', share(perDenominator), 10],
    // Within the accuracy of the sketches.
    ['quantile', share(median), 0],
  ])('of type %s is that of its own sums', (type, expected, digits) => {
    const result = assess({ type });
    expect(result.improvement).toBeCloseTo(expected, digits);
    expect(result).toMatchObject({ isEligible: true, winner: 'green' });
  });

  it('of retention is that of shares of units', () => {
    const shareOf = (kept: number): MetricSums => ({
      metric: 'm',
      n: UNITS,
      sum: String(kept),
      sumSquares: String(kept),
    });
    const result = assess({ type: 'retention', day: 7 }, variantsOf(shareOf(800), shareOf(1_000)));
    expect(result.improvement).toBeCloseTo(25, 10);
    expect(result.isEligible).toBe(true);
  });

  it('is surer with what was known before', () => {
    const weak = variantsOf(sumsOf(before), sumsOf(unitsOf(0.4)));
    const plain = assess({ type: 'mean' }, weak).confidence ?? NaN;
    const adjusted = assess({ type: 'mean', cuped: { preDays: 7 } }, weak).confidence ?? NaN;
    expect(adjusted).toBeGreaterThan(plain);
  });

  it('of a bandit weighs every unit by its propensity', () => {
    // Both arms convert alike among those likely and unlikely to get them; green is given to more of the first.
    const arm = (likely: number, unlikely: number, p: readonly [number, number]): MetricSums => {
      const [often, seldom] = [likely * 0.4, unlikely * 0.1];
      return {
        metric: 'm',
        n: likely + unlikely,
        sum: String(often + seldom),
        sumSquares: String(often + seldom),
        weightSum: String(likely / p[0] + unlikely / p[1]),
        weightedSum: String(often / p[0] + seldom / p[1]),
        weightedSumSquares: String(often / p[0] ** 2 + seldom / p[1] ** 2),
      };
    };
    const [green, control] = [arm(7_500, 2_500, [0.75, 0.25]), arm(2_500, 7_500, [0.25, 0.75])];
    const variants = [
      sums('control', 10_000, 0, { metrics: [control] }),
      sums('green', 10_000, 0, { metrics: [green] }),
    ];
    expect(assess({ type: 'proportion' }, variants).improvement).toBeCloseTo(0, 8);
    const plain = [control, green].map(({ metric, n, sum, sumSquares }) => ({ metric, n, sum, sumSquares }));
    const unweighted = variants.map((row, i) => ({ ...row, metrics: plain.slice(i, i + 1) }));
    expect(assess({ type: 'proportion' }, unweighted).improvement).toBeGreaterThan(80);
  });
});

describe('sums that no units can have', () => {
  const { buckets: _dropped, ...old } = sumsOf(before);
  const variants = variantsOf(old, old);
  const quantile = metricOf({ type: 'quantile' });

  it('are what the statistics refuse', () => {
    const phase = { ...old, phase: 1 };
    const compare = () => compareMetric({ type: 'quantile' }, { control: [phase], treatment: [phase] });
    expect(compare).toThrow(InconsistentSumsError);
  });

  it('are told in words, and promote nothing', () => {
    const result = assess({ type: 'quantile' }, variants);
    expect(result).toMatchObject({ isEligible: false, candidate: null, confidence: null, improvement: null });
    expect(valueOf(result, 'comparable')).toMatch(/^inconsistent-sums: m of green: .*0 in the buckets/);
  });

  it('do not stop the reader of snapshots', () => {
    const { experiment, run, excludedUnits, offsets, completeTo } = evidence;
    const { minima } = foldSnapshot(undefined, {
      ...{ experiment, run, excludedUnits, offsets, completeTo, variants },
      design: { control: 'control', primaryMetric: 'm', plannedUnits: null },
      metrics: [quantile],
      ...{ firstExposureAt: null, lastExposureAt: null, lastEventAt: null },
    });
    expect(minima).toEqual([{ variant: 'green', pValue: 1 }]);
  });
});

it.each<[MetricSpec['type'], MetricSums]>([
  [
    'ratio',
    { ...sumsOf(before), denominatorSum: '0', denominatorSumSquares: '0', numeratorDenominatorSum: '0' },
  ],
  ['mean', { metric: 'm', n: UNITS, sum: '0', sumSquares: '0' }],
  ['proportion', { metric: 'm', n: UNITS, sum: String(UNITS), sumSquares: String(UNITS) }],
])('a %s without anything to divide by promotes nothing, and no figure is NaN', (type, same) => {
  const result = assess({ type }, variantsOf(same, same));
  expect(result).toMatchObject({ isEligible: false, winner: null });
  JSON.stringify(result, (_, value: unknown) => finite(value));
});

/** Before JSON turns it into null. */
function finite(value: unknown): unknown {
  if (typeof value === 'number') expect(Number.isFinite(value)).toBe(true);
  return value;
}
