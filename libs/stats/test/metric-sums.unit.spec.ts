import fc from 'fast-check';
import {
  addByPhase,
  addPhases,
  adjustComparisons,
  compareMetric,
  describeArm,
  InvalidCountError,
  InvalidDecimalError,
  maturedUnits,
  meanInterval,
  NotFiniteError,
  quantileArm,
  sampleRatio,
  sketchOf,
  wilsonInterval,
} from '../src/index.js';
import { ratioSumsOf } from '../src/comparison/metric-moments.js';
import { simulatedUnits, sumsOf } from './reference/units.js';

describe('sums of several rows', () => {
  const row = (sum: string, values: readonly number[]) => ({
    phase: 1,
    n: values.length,
    sum,
    sumSquares: sum,
    buckets: sketchOf(values).buckets,
  });

  it('are added exactly: no digit is lost to the order or the size', () => {
    const rows = ['0.1', '1000000000000000000.000001', '0.2', '-1000000000000000000'].map((sum) =>
      row(sum, []),
    );
    for (const order of [rows, rows.toReversed()])
      expect(addPhases(order)).toMatchObject({ sum: { digits: 300_001n, scale: 6 } });
  });

  it('hold only what a row has', () => {
    expect(Object.keys(addPhases([{ n: 1, sum: 1, sumSquares: 1 }]))).toEqual(['n', 'sum', 'sumSquares']);
    const covariate = addPhases([
      { n: 1, sum: 1, sumSquares: 1, preSum: '2.5' },
      { n: 2, sum: 1, sumSquares: 1 },
    ]);
    expect(covariate).toMatchObject({ n: 3, preSum: { digits: 25n, scale: 1 } });
  });

  it('of none are 0', () => {
    expect(addPhases([])).toMatchObject({ n: 0, sum: { digits: 0n } });
    expect(addByPhase([])).toEqual([]);
  });

  it('have the units of all in each bucket', () => {
    const all = addPhases([row('0', [1, 2, 2]), row('0', [2, 3])]);
    expect(all.buckets).toEqual(sketchOf([1, 2, 2, 2, 3]).buckets);
  });

  it('are kept apart by phase', () => {
    const rows = [2, 1, 2].map((phase, i) => ({ ...row(String(i), [i + 1]), phase }));
    const phases = addByPhase(rows);
    expect(phases.map(({ phase, n }) => [phase, n])).toEqual([
      [1, 1],
      [2, 2],
    ]);
    expect(phases[1]?.sum).toMatchObject({ digits: 2n });
  });

  it('make the same comparison, however the units were divided into rows', () => {
    const units = simulatedUnits(3, 120);
    const others = simulatedUnits(4, 100);
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 119 }), (cut) => {
        const rows = [sumsOf(1, units.slice(0, cut)), sumsOf(1, units.slice(cut))];
        const given = { control: addByPhase(rows), treatment: [sumsOf(1, others)] };
        const found = compareMetric({ type: 'mean', cuped: true }, given);
        const whole = compareMetric(
          { type: 'mean', cuped: true },
          { control: [sumsOf(1, units)], treatment: [sumsOf(1, others)] },
        );
        expect(found.difference).toBeCloseTo(whole.difference ?? NaN, 9);
        expect(found.se).toBeCloseTo(whole.se ?? NaN, 9);
      }),
      { numRuns: 20 },
    );
  });

  it('are refused where they are no decimals', () => {
    expect(() => addPhases([{ n: 1, sum: 'much', sumSquares: 1 }])).toThrow(InvalidDecimalError);
  });
});

describe('matured units', () => {
  const days = [
    { day: '2026-03-01', phase: 1, n: 10, sum: '1', sumSquares: '1' },
    { day: '2026-03-02', phase: 1, n: 20, sum: '2', sumSquares: '2' },
    { day: '2026-03-02', phase: 2, n: 5, sum: '4', sumSquares: '4' },
    { day: '2026-03-03', phase: 2, n: 40, sum: '8', sumSquares: '8' },
  ];
  const at = (day: number, hour = 0): number => Date.UTC(2026, 2, day, hour);

  it('are those of days whose last unit has had its whole window', () => {
    const found = maturedUnits(days, { windowHours: 48, completeTo: at(5) });
    expect(found).toMatchObject({ maturedUnits: 35, openUnits: 40 });
    expect(found.phases.map(({ phase, n }) => [phase, n])).toEqual([
      [1, 30],
      [2, 5],
    ]);
  });

  it('come in with the last millisecond of the window, not before', () => {
    const maturity = { windowHours: 48 };
    expect(maturedUnits(days, { ...maturity, completeTo: at(5) - 1 }).maturedUnits).toBe(10);
    expect(maturedUnits(days, { ...maturity, completeTo: at(5) }).maturedUnits).toBe(35);
  });

  it('wait for the delay of the conversion too', () => {
    expect(maturedUnits(days, { windowHours: 24, delayHours: 24, completeTo: at(5) }).maturedUnits).toBe(35);
    expect(maturedUnits(days, { windowHours: 24, completeTo: at(5) }).maturedUnits).toBe(75);
  });

  it('are all units where there is no window, and none where nothing is known of the data', () => {
    expect(maturedUnits(days, { windowHours: null, completeTo: null }).maturedUnits).toBe(75);
    expect(maturedUnits(days, { windowHours: 1, completeTo: null })).toMatchObject({
      phases: [],
      maturedUnits: 0,
      openUnits: 75,
    });
  });

  it('do not show a fall that is only a rise of traffic; control: all units do', () => {
    // Every unit converts with 20 % a day after it came; traffic of treatment has doubled on the last day.
    const of = (n: number[], converted: number[]) =>
      n.map((units, i) => ({
        day: `2026-03-0${String(i + 1)}`,
        phase: 1,
        n: units,
        sum: converted[i] ?? 0,
        sumSquares: converted[i] ?? 0,
      }));
    const control = of([1000, 1000, 1000], [200, 200, 0]);
    const treatment = of([1000, 1000, 4000], [200, 200, 0]);
    const maturity = { windowHours: 24, completeTo: at(4) };
    const compare = (sides: { control: typeof control; treatment: typeof control }) =>
      compareMetric(
        { type: 'proportion' },
        { control: addByPhase(sides.control), treatment: addByPhase(sides.treatment) },
      );
    expect(compare({ control, treatment }).pValue).toBeLessThan(1e-6);
    const matured = compareMetric(
      { type: 'proportion' },
      {
        control: maturedUnits(control, maturity).phases,
        treatment: maturedUnits(treatment, maturity).phases,
      },
    );
    expect(matured.difference).toBe(0);
  });

  it('refuse hours below 0 and days that are none', () => {
    expect(() => maturedUnits(days, { windowHours: -1, completeTo: 0 })).toThrow(InvalidCountError);
    expect(() => maturedUnits(days, { windowHours: 1, delayHours: -1, completeTo: 0 })).toThrow(
      InvalidCountError,
    );
    const odd = [{ day: 'monday', phase: 1, n: 1, sum: 1, sumSquares: 1 }];
    expect(() => maturedUnits(odd, { windowHours: 1, completeTo: 0 })).toThrow(NotFiniteError);
  });
});

describe('one variant by itself', () => {
  it('has a rate with Wilson’s interval', () => {
    const phases = [
      { phase: 1, n: 100, sum: '20', sumSquares: '20' },
      { phase: 2, n: 50, sum: '5', sumSquares: '5' },
    ];
    expect(describeArm({ type: 'proportion' }, phases)).toEqual({
      units: 150,
      value: 25 / 150,
      interval: wilsonInterval({ n: 150, successes: 25 }),
      weightedMean: null,
      reason: null,
    });
  });

  it('has a mean with Student’s interval', () => {
    const sums = sumsOf(1, simulatedUnits(5, 80));
    const found = describeArm({ type: 'count' }, [sums]);
    expect(found.interval?.[0]).toBeCloseTo(meanInterval(sums)?.[0] ?? NaN, 12);
    expect(found.value).toBeCloseTo(Number(sums.sum) / 80, 12);
  });

  it('has a ratio with the error of the delta method', () => {
    const sums = sumsOf(1, simulatedUnits(6, 3000));
    const { ratio, se } = sampleRatio(ratioSumsOf(sums));
    const found = describeArm({ type: 'ratio' }, [sums]);
    expect(found.value).toBe(ratio);
    expect(((found.interval?.[1] ?? NaN) - (ratio ?? NaN)) / (se ?? NaN)).toBeCloseTo(1.96, 2);
  });

  it('has a quantile between its order statistics', () => {
    const values = simulatedUnits(7, 500).map(({ y }) => y);
    const phases = [values.slice(0, 200), values.slice(200)].map((part, i) => ({
      phase: i + 1,
      n: part.length,
      sum: 0,
      sumSquares: 0,
      buckets: sketchOf(part).buckets,
    }));
    const arm = quantileArm(sketchOf(values), 0.9);
    const found = describeArm({ type: 'quantile', quantile: 0.9 }, phases);
    expect(found).toMatchObject({ units: 500, value: arm?.q, interval: [arm?.lo, arm?.up] });
  });

  it('of nobody, of one and over nothing says why there is no value', () => {
    expect(describeArm({ type: 'mean' }, [])).toEqual({
      units: 0,
      value: null,
      interval: null,
      weightedMean: null,
      reason: 'no-units',
    });
    for (const type of ['proportion', 'ratio', 'quantile', 'retention', 'count'] as const)
      expect(describeArm({ type }, [])).toMatchObject({ value: null, interval: null, reason: 'no-units' });
    const single = { phase: 1, n: 1, sum: 4, sumSquares: 16, denominatorSum: 2, denominatorSumSquares: 4 };
    expect(describeArm({ type: 'mean' }, [single])).toMatchObject({ value: 4, reason: 'too-few-units' });
    const ratio = describeArm({ type: 'ratio' }, [{ ...single, numeratorDenominatorSum: 8 }]);
    expect(ratio).toMatchObject({ value: 2, interval: null, reason: 'too-few-units' });
    const none = { phase: 1, n: 5, sum: 4, sumSquares: 16 };
    expect(describeArm({ type: 'ratio' }, [none])).toMatchObject({ value: null, reason: 'zero-denominator' });
  });
});

describe('the comparisons of an experiment', () => {
  const tests = [
    { metric: 'buy', variant: 'a', pValue: 0.01 },
    { metric: 'see', variant: 'a', pValue: 0.02 },
    { metric: 'buy', variant: 'b', pValue: 0.04 },
    { metric: 'see', variant: 'b', pValue: null },
    { metric: 'ask', variant: 'a', pValue: 0.03 },
  ];

  it('are adjusted within their family: primary over variants, secondary over metrics and variants', () => {
    const adjusted = adjustComparisons(tests, 'buy');
    expect(adjusted.map(({ holm }) => holm)).toEqual([0.02, 0.04, 0.04, null, 0.04]);
    expect(adjusted.map(({ benjaminiHochberg }) => benjaminiHochberg)).toEqual([
      0.02,
      0.03,
      0.04,
      null,
      0.03,
    ]);
  });

  it('stay in their order with all they had', () => {
    const named = tests.map((test, i) => ({ ...test, place: i }));
    expect(adjustComparisons(named, 'buy').map(({ place }) => place)).toEqual([0, 1, 2, 3, 4]);
  });

  it('are all secondary without a primary metric', () => {
    const adjusted = adjustComparisons(tests, null);
    expect(adjusted[0]?.holm).toBe(0.04);
    expect(adjustComparisons([], 'buy')).toEqual([]);
  });

  it('keep the chance of a false discovery of the primary metric where many secondary ones are added', () => {
    const many = Array.from({ length: 50 }, (_, i) => ({
      metric: `m${String(i)}`,
      variant: 'a',
      pValue: 0.5,
    }));
    expect(adjustComparisons([...tests, ...many], 'buy')[0]?.holm).toBe(0.02);
  });
});
