import fc from 'fast-check';
import {
  compareMeans,
  compareProportions,
  confidenceSequence,
  holmAdjust,
  InconsistentSumsError,
  OutOfRangeError,
  SuccessesExceedUnitsError,
  twoProportionZ,
  welchT,
} from '../src/index.js';
import { Z_95 } from '../src/frequentist/interval.js';

const gate30 = { phase: 1, n: 44_700, successes: 8502 };
const gate40 = { phase: 1, n: 45_489, successes: 8279 };

describe('compareProportions', () => {
  it('with one phase is the two-proportion test', () => {
    const comparison = compareProportions([gate30], [gate40]);
    const single = twoProportionZ(gate30, gate40);
    expect(comparison.difference).toBe(single.diff);
    expect(comparison.statistic).toBeCloseTo(single.zPooled ?? 0, 12);
    expect(comparison.pValue).toBeCloseTo(single.pPooled ?? 0, 14);
    expect(comparison.interval?.[0]).toBeCloseTo(single.ciWald95?.[0] ?? 0, 15);
    expect(comparison.lift).toBeCloseTo(8279 / 45_489 / (8502 / 44_700) - 1, 14);
    expect(comparison).toMatchObject({ units: 90_189, df: null, droppedPhases: [], reason: null });
  });

  it('decides on the sequence over the unpooled error, tuned to the planned units', () => {
    const { seUnpooled, diff } = twoProportionZ(gate30, gate40);
    for (const plannedUnits of [undefined, null, 5000, 90_000]) {
      const expected = confidenceSequence({
        estimate: diff ?? 0,
        se: seUnpooled ?? 0,
        nTotal: 90_189,
        tuning: plannedUnits ?? 5000,
      });
      expect(compareProportions([gate30], [gate40], { plannedUnits }).sequential).toEqual({
        pValue: expected.pValue,
        interval: expected.ci,
      });
    }
  });

  it('takes phases as strata: a trend with a change of weights makes no effect (Simpson)', () => {
    // 10 % convert in the first phase and 20 % in the second, alike in both arms; the split goes from 9:1 to 1:9.
    const control = [
      { phase: 1, n: 9000, successes: 900 },
      { phase: 2, n: 1000, successes: 200 },
    ];
    const treatment = [
      { phase: 1, n: 1000, successes: 100 },
      { phase: 2, n: 9000, successes: 1800 },
    ];
    const stratified = compareProportions(control, treatment);
    expect(stratified.difference).toBeCloseTo(0, 15);
    expect(stratified.pValue).toBeCloseTo(1, 10);
    const pooled = twoProportionZ({ n: 10_000, successes: 1100 }, { n: 10_000, successes: 1900 });
    expect(pooled.pPooled).toBeLessThan(1e-50);
  });

  it('weights the phases by their units and combines their errors alike', () => {
    const control = [
      { phase: 1, n: 1000, successes: 100 },
      { phase: 2, n: 2000, successes: 300 },
    ];
    const treatment = [
      { phase: 1, n: 1000, successes: 130 },
      { phase: 2, n: 4000, successes: 640 },
    ];
    const comparison = compareProportions(control, treatment);
    const [w1, w2] = [2000 / 8000, 6000 / 8000];
    const [se1, se2] = [
      Math.sqrt((0.1 * 0.9) / 1000 + (0.13 * 0.87) / 1000),
      Math.sqrt((0.15 * 0.85) / 2000 + (0.16 * 0.84) / 4000),
    ];
    const difference = w1 * 0.03 + w2 * 0.01;
    const se = Math.hypot(w1 * se1, w2 * se2);
    expect(comparison.difference).toBeCloseTo(difference, 14);
    expect(comparison.se).toBeCloseTo(se, 14);
    expect(comparison.interval?.[1]).toBeCloseTo(difference + Z_95 * se, 12);
    expect(comparison.lift).toBeCloseTo(difference / (w1 * 0.1 + w2 * 0.15), 13);
  });

  it('drops a phase without units in one arm, and says so', () => {
    const comparison = compareProportions([gate30, { phase: 2, n: 500, successes: 40 }], [gate40]);
    expect(comparison.droppedPhases).toEqual([{ phase: 2, reason: 'no-units' }]);
    expect(comparison.difference).toBe(compareProportions([gate30], [gate40]).difference);
    expect(comparison.units).toBe(90_189);
  });

  it('swapping the arms turns the difference, the statistic and the intervals', () => {
    const phase = fc
      .integer({ min: 2, max: 3000 })
      .chain((n) => fc.integer({ min: 1, max: n - 1 }).map((successes) => ({ n, successes })));
    const arm = fc.tuple(phase, phase).map((phases) => phases.map((sums, i) => ({ ...sums, phase: i + 1 })));
    fc.assert(
      fc.property(arm, arm, (a, b) => {
        const [forth, back] = [compareProportions(a, b), compareProportions(b, a)];
        expect(back.difference).toBeCloseTo(-(forth.difference ?? 0), 12);
        expect(back.statistic ?? 0).toBeCloseTo(-(forth.statistic ?? 0), 8);
        expect(back.pValue ?? 2).toBeCloseTo(forth.pValue ?? 2, 10);
        expect(back.sequential.pValue ?? 2).toBeCloseTo(forth.sequential.pValue ?? 2, 10);
        expect(back.sequential.interval?.[0] ?? 0).toBeCloseTo(-(forth.sequential.interval?.[1] ?? 0), 10);
      }),
      { seed: 41 },
    );
  });

  it('does not depend on the order of the phases', () => {
    const second = { phase: 2, n: 70, successes: 30 };
    expect(compareProportions([second, gate30], [gate40, second])).toEqual(
      compareProportions([gate30, second], [gate40, second]),
    );
  });

  it.each([
    ['no units at all', [], [], 'no-units', null],
    ['no units in control', [], [gate40], 'no-units', null],
    [
      'no successes',
      [{ phase: 1, n: 9, successes: 0 }],
      [{ phase: 1, n: 9, successes: 0 }],
      'zero-variance',
      0,
    ],
  ])('%s: null with the reason', (_case, control, treatment, reason, difference) => {
    const comparison = compareProportions(control, treatment);
    expect([comparison.statistic, comparison.pValue, comparison.interval]).toEqual([null, null, null]);
    expect([comparison.reason, comparison.difference]).toEqual([reason, difference]);
  });

  it('has a difference but no lift over a control without successes', () => {
    const comparison = compareProportions(
      [{ phase: 1, n: 50, successes: 0 }],
      [{ phase: 1, n: 50, successes: 10 }],
    );
    expect([comparison.lift, comparison.reason]).toEqual([null, 'zero-baseline']);
    expect(comparison.pValue).toBeLessThan(0.01);
  });

  it('refuses impossible counts and alphas', () => {
    expect(() => compareProportions([{ phase: 1, n: 1, successes: 2 }], [gate40])).toThrow(
      SuccessesExceedUnitsError,
    );
    expect(() => compareProportions([gate30], [gate40], { alpha: 2 })).toThrow(OutOfRangeError);
  });
});

describe('compareMeans', () => {
  const sumsOf = (phase: number, values: readonly number[]) => ({
    phase,
    n: values.length,
    sum: String(values.reduce((a, b) => a + b, 0)),
    sumSquares: String(values.reduce((a, b) => a + b * b, 0)),
  });
  const low = [3, 1, 4, 1, 5, 9, 2, 6];
  const high = [5, 3, 5, 8, 9, 7, 9];

  it('with one phase is Welch’s test', () => {
    const comparison = compareMeans([sumsOf(1, low)], [sumsOf(1, high)]);
    const single = welchT({ values: low }, { values: high });
    expect(comparison.difference).toBeCloseTo(single.estimate ?? 0, 14);
    expect(comparison.statistic).toBeCloseTo(single.t ?? 0, 12);
    expect(comparison.df).toBeCloseTo(single.df ?? 0, 10);
    expect(comparison.pValue).toBeCloseTo(single.pValue ?? 0, 13);
    expect(comparison.interval?.[0]).toBeCloseTo(single.ci?.[0] ?? 0, 12);
    expect(comparison.sequential.pValue).toBe(
      confidenceSequence({ estimate: comparison.difference ?? 0, se: comparison.se ?? 0, nTotal: 15 }).pValue,
    );
  });

  it('weights the phases by their units, with degrees of freedom over all their variances', () => {
    const comparison = compareMeans([sumsOf(1, low), sumsOf(2, high)], [sumsOf(1, high), sumsOf(2, low)]);
    const [first, second] = [
      welchT({ values: low }, { values: high }),
      welchT({ values: high }, { values: low }),
    ];
    expect(comparison.difference).toBeCloseTo(0.5 * (first.estimate ?? 0) + 0.5 * (second.estimate ?? 0), 14);
    expect(comparison.se).toBeCloseTo(Math.hypot(0.5 * (first.se ?? 0), 0.5 * (second.se ?? 0)), 14);
    expect(comparison.df).toBeCloseTo(2 * (first.df ?? 0), 9);
  });

  it('leaves a phase with a single unit in an arm out while another has a variance', () => {
    const comparison = compareMeans([sumsOf(1, low), sumsOf(2, [4])], [sumsOf(1, high), sumsOf(2, high)]);
    expect(comparison.droppedPhases).toEqual([{ phase: 2, reason: 'too-few-units' }]);
    expect(comparison.difference).toBe(compareMeans([sumsOf(1, low)], [sumsOf(1, high)]).difference);
  });

  it('still gives the difference of single units, with the reason why there is no more', () => {
    const comparison = compareMeans([sumsOf(1, [4])], [sumsOf(1, [6])]);
    expect(comparison).toMatchObject({
      difference: 2,
      lift: 0.5,
      se: null,
      pValue: null,
      reason: 'too-few-units',
    });
    expect(comparison.sequential).toEqual({ pValue: null, interval: null });
  });

  it('without spread has no statistic, and p = 1 at any time', () => {
    const comparison = compareMeans([sumsOf(1, [2, 2])], [sumsOf(1, [3, 3])]);
    expect(comparison).toMatchObject({
      difference: 1,
      statistic: null,
      interval: null,
      reason: 'zero-variance',
    });
    expect(comparison.sequential).toEqual({ pValue: 1, interval: null });
  });

  it('turns with the arms', () => {
    const values = fc.array(fc.integer({ min: -50, max: 50 }), { minLength: 2, maxLength: 20 });
    fc.assert(
      fc.property(values, values, (a, b) => {
        const forth = compareMeans([sumsOf(1, a)], [sumsOf(1, b)]);
        const back = compareMeans([sumsOf(1, b)], [sumsOf(1, a)]);
        expect(back.difference).toBeCloseTo(-(forth.difference ?? 0), 12);
        expect(back.pValue ?? 2).toBeCloseTo(forth.pValue ?? 2, 12);
      }),
      { seed: 42 },
    );
  });

  it('refuses sums that no values can have', () => {
    const impossible = { phase: 1, n: 2, sum: '10', sumSquares: '1' };
    expect(() => compareMeans([impossible], [impossible])).toThrow(InconsistentSumsError);
  });
});

describe('holmAdjust', () => {
  it('multiplies by the comparisons left, and never lets a larger p-value become smaller', () => {
    expect(holmAdjust([0.01, 0.04, 0.03])).toEqual([0.03, 0.06, 0.06]);
    expect(holmAdjust([0.5, 0.9])).toEqual([1, 1]);
    expect(holmAdjust([0.02])).toEqual([0.02]);
    expect(holmAdjust([])).toEqual([]);
  });

  it('never makes a p-value smaller, and keeps their order', () => {
    fc.assert(
      fc.property(
        fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 2, maxLength: 8 }),
        (pValues) => {
          const adjusted = holmAdjust(pValues);
          pValues.forEach((p, i) => {
            expect(adjusted[i]).toBeGreaterThanOrEqual(p);
            pValues.forEach((other, j) => {
              if (p < other) expect(adjusted[i]).toBeLessThanOrEqual(adjusted[j] ?? 0);
            });
          });
        },
      ),
      { seed: 43 },
    );
  });

  it('refuses what is no probability', () => {
    expect(() => holmAdjust([0.1, 1.5])).toThrow('pValues[1] is 1.5, outside [0, 1]');
  });
});
