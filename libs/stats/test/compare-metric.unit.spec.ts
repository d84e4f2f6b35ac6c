import type { ComparedMetric, MetricPhase } from '../src/index.js';
import {
  compareMeans,
  compareMetric,
  compareProportions,
  compareQuantiles,
  confidenceSequence,
  cuped,
  cupedRatio,
  deltaRatio,
  gaussianPosterior,
  InconsistentSumsError,
  OutOfRangeError,
  proportionWelch,
  quantileArm,
  sketchOf,
  welchT,
} from '../src/index.js';
import { cupedRatioSumsOf, cupedSumsOf } from '../src/comparison/covariate-arms.js';
import { ratioSumsOf } from '../src/comparison/metric-moments.js';
import { simulatedUnits, sumsOf } from './reference/units.js';

const control = simulatedUnits(1, 400);
const treatment = simulatedUnits(2, 500, 0.1);
const arms = { control: [sumsOf(1, control)], treatment: [sumsOf(1, treatment)] };
const counts = (phase: number, n: number, successes: number): MetricPhase => ({
  phase,
  n,
  sum: String(successes),
  sumSquares: String(successes),
});
const sketched = (phase: number, values: readonly number[]): MetricPhase => ({
  phase,
  n: values.length,
  sum: 0,
  sumSquares: 0,
  buckets: sketchOf(values).buckets,
});

describe('with one phase a comparison', () => {
  it('of proportions and of retention is the two-proportion test, relative by the delta method', () => {
    const [before, after] = [counts(1, 44_700, 8502), counts(1, 45_489, 8279)];
    for (const type of ['proportion', 'retention'] as const) {
      const found = compareMetric({ type }, { control: [before], treatment: [after] });
      const [c, t] = [
        { phase: 1, n: 44_700, successes: 8502 },
        { phase: 1, n: 45_489, successes: 8279 },
      ];
      expect(found).toMatchObject(compareProportions([c], [t]));
      const relative = proportionWelch(c, t, { effect: 'relative' });
      expect(found.relative).toMatchObject({
        estimate: relative.estimate,
        se: relative.se,
        interval: relative.ci,
      });
      expect(found.adjustment).toBe('none');
      expect(found.unadjusted).toBeNull();
    }
  });

  it('of means and of counts is Welch’s', () => {
    for (const type of ['mean', 'count'] as const) {
      const found = compareMetric({ type }, arms);
      const sums = { control: sumsOf(1, control), treatment: sumsOf(1, treatment) };
      expect(found).toMatchObject(compareMeans([sums.control], [sums.treatment]));
      const [absolute, relative] = [
        welchT(sums.control, sums.treatment, { effect: 'absolute' }),
        welchT(sums.control, sums.treatment, { effect: 'relative' }),
      ];
      expect(found.difference).toBeCloseTo(absolute.estimate ?? NaN, 12);
      expect(found.pValue).toBeCloseTo(absolute.pValue ?? NaN, 12);
      expect(found.relative).toMatchObject({ estimate: relative.estimate, interval: relative.ci });
    }
  });

  it('of ratios is that of the delta method over units', () => {
    const found = compareMetric({ type: 'ratio' }, arms);
    const sums = [ratioSumsOf(sumsOf(1, control)), ratioSumsOf(sumsOf(1, treatment))] as const;
    const [absolute, relative] = [deltaRatio(...sums), deltaRatio(...sums, { effect: 'relative' })];
    expect(found.difference).toBeCloseTo(absolute.estimate ?? NaN, 12);
    expect(found.se).toBeCloseTo(absolute.se ?? NaN, 12);
    expect(found.df).toBeCloseTo(absolute.df ?? NaN, 8);
    expect(found.interval?.[0]).toBeCloseTo(absolute.ci?.[0] ?? NaN, 12);
    expect(found.relative.se).toBeCloseTo(relative.se ?? NaN, 12);
  });

  it('of quantiles is that of their order statistics', () => {
    const [before, after] = [control.map(({ y }) => y), treatment.map(({ y }) => y)];
    for (const quantile of [0.5, 0.9]) {
      const found = compareMetric(
        { type: 'quantile', quantile },
        { control: [sketched(1, before)], treatment: [sketched(1, after)] },
      );
      const [c, t] = [quantileArm(sketchOf(before), quantile), quantileArm(sketchOf(after), quantile)];
      if (c === null || t === null) throw new Error('no arms');
      const [absolute, relative] = [compareQuantiles(c, t), compareQuantiles(c, t, { effect: 'relative' })];
      expect(found.difference).toBeCloseTo(absolute.estimate ?? NaN, 12);
      expect(found.pValue).toBeCloseTo(absolute.pValue ?? NaN, 12);
      expect(found.relative.se).toBeCloseTo(relative.se ?? NaN, 12);
    }
  });

  it('of quantiles asks for the median unless told otherwise', () => {
    const sides = { control: [sketched(1, [1, 2, 9])], treatment: [sketched(1, [1, 4, 9])] };
    const found = compareMetric({ type: 'quantile' }, sides);
    expect(found).toEqual(compareMetric({ type: 'quantile', quantile: 0.5 }, sides));
    expect(Math.abs((found.difference ?? 0) - 2)).toBeLessThan(0.06);
  });

  it('has the always-valid interval beside the fixed one, for every type', () => {
    const quantiles = {
      control: [
        sketched(
          1,
          control.map(({ y }) => y),
        ),
      ],
      treatment: [
        sketched(
          1,
          treatment.map(({ y }) => y),
        ),
      ],
    };
    const proportions = { control: [counts(1, 400, 100)], treatment: [counts(1, 500, 150)] };
    const cases = [
      [{ type: 'proportion' }, proportions],
      [{ type: 'retention' }, proportions],
      [{ type: 'mean' }, arms],
      [{ type: 'count' }, arms],
      [{ type: 'ratio' }, arms],
      [{ type: 'quantile' }, quantiles],
      [{ type: 'mean', cuped: true }, arms],
      [{ type: 'ratio', cuped: true }, arms],
    ] as const satisfies readonly (readonly [ComparedMetric, typeof arms])[];
    for (const [metric, given] of cases) {
      const found = compareMetric(metric, given, { plannedUnits: 2000, alpha: 0.1 });
      const look = { estimate: found.difference ?? NaN, se: found.se ?? NaN, nTotal: 900 };
      const sequence = confidenceSequence({ ...look, tuning: 2000, alpha: 0.1 });
      expect(found.sequential).toEqual({ pValue: sequence.pValue, interval: sequence.ci });
      expect(found.sequential.interval?.[0] ?? 1).toBeLessThan(found.interval?.[0] ?? -1);
      expect(found.relative.sequentialInterval?.[1] ?? -1).toBeGreaterThan(found.relative.interval?.[1] ?? 1);
      expect(found.reason).toBeNull();
    }
  });
});

describe('taking the covariate out', () => {
  it('of a mean is CUPED with one phase, absolute and relative', () => {
    const found = compareMetric({ type: 'mean', cuped: true }, arms);
    const sums = [cupedSumsOf(sumsOf(1, control)), cupedSumsOf(sumsOf(1, treatment))] as const;
    const [absolute, relative] = [cuped(...sums), cuped(...sums, { effect: 'relative' })];
    expect(found.difference).toBeCloseTo(absolute.estimate ?? NaN, 12);
    expect(found.interval?.[1]).toBeCloseTo(absolute.ci?.[1] ?? NaN, 12);
    expect(found.lift).toBeCloseTo(relative.estimate ?? NaN, 12);
    expect(found.relative.interval).toEqual(relative.ci);
    expect(found.adjustment).toBe('covariate');
    expect(found.unadjusted?.varianceReduction).toBeCloseTo(absolute.varianceReduction ?? NaN, 10);
    expect(found.unadjusted?.varianceReduction).toBeGreaterThan(0.5);
    expect(found.unadjusted?.difference).toBe(compareMetric({ type: 'mean' }, arms).difference);
  });

  it('of a ratio is CUPED with the delta method', () => {
    const found = compareMetric({ type: 'ratio', cuped: true }, arms);
    const sums = [cupedRatioSumsOf(sumsOf(1, control)), cupedRatioSumsOf(sumsOf(1, treatment))] as const;
    const [absolute, relative] = [cupedRatio(...sums), cupedRatio(...sums, { effect: 'relative' })];
    expect(found.difference).toBeCloseTo(absolute.estimate ?? NaN, 12);
    expect(found.se).toBeCloseTo(absolute.se ?? NaN, 12);
    expect(found.lift).toBeCloseTo(relative.estimate ?? NaN, 10);
    expect(found.relative.se).toBeCloseTo(relative.se ?? NaN, 12);
    expect(found.unadjusted?.varianceReduction).toBeGreaterThan(0);
  });

  it('changes nothing where no unit was there before', () => {
    const without = (sums: MetricPhase): MetricPhase => ({
      ...{ phase: sums.phase, n: sums.n, sum: sums.sum, sumSquares: sums.sumSquares },
      preSum: '0',
    });
    const bare = { control: arms.control.map(without), treatment: arms.treatment.map(without) };
    const [adjusted, plain] = [
      compareMetric({ type: 'mean', cuped: true }, bare),
      compareMetric({ type: 'mean' }, bare),
    ];
    expect(adjusted.difference).toBe(plain.difference);
    expect(adjusted.se).toBe(plain.se);
    expect(adjusted.unadjusted?.varianceReduction).toBe(0);
  });

  it('takes each phase with a slope of its own, and lifts over the mean before it', () => {
    const [c2, t2] = [simulatedUnits(7, 300), simulatedUnits(8, 250, 0.1)];
    const two = {
      control: [sumsOf(2, c2), ...arms.control],
      treatment: [...arms.treatment, sumsOf(2, t2)],
    };
    const found = compareMetric({ type: 'mean', cuped: true }, two);
    const phases = [
      cuped(cupedSumsOf(sumsOf(1, control)), cupedSumsOf(sumsOf(1, treatment))),
      cuped(cupedSumsOf(sumsOf(2, c2)), cupedSumsOf(sumsOf(2, t2))),
    ];
    const weights = [900 / 1450, 550 / 1450];
    const of = (value: (i: number) => number): number =>
      weights.reduce((sum, weight, i) => sum + weight * value(i), 0);
    expect(found.difference).toBeCloseTo(
      of((i) => phases[i]?.estimate ?? NaN),
      12,
    );
    const variance = weights.reduce((sum, w, i) => sum + (w * (phases[i]?.se ?? NaN)) ** 2, 0);
    expect(found.se).toBeCloseTo(Math.sqrt(variance), 12);
    const meanOf = (units: typeof control) => units.reduce((sum, { y }) => sum + y, 0) / units.length;
    const baseline = of((i) => meanOf(i === 0 ? control : c2));
    expect(found.lift).toBeCloseTo((found.difference ?? NaN) / baseline, 12);
    expect(found.relative.interval?.[0]).toBeCloseTo((found.interval?.[0] ?? NaN) / baseline, 12);
    expect(phases[0]?.theta).not.toBe(phases[1]?.theta);
  });

  it('drops a phase that only one arm has, with the reason', () => {
    const extra = sumsOf(2, simulatedUnits(9, 50));
    for (const type of ['mean', 'ratio'] as const) {
      const more = { control: arms.control, treatment: [...arms.treatment, extra] };
      const found = compareMetric({ type, cuped: true }, more);
      expect(found.droppedPhases).toEqual([{ phase: 2, reason: 'no-units' }]);
      expect(found.difference).toBe(compareMetric({ type, cuped: true }, arms).difference);
      const turned = compareMetric(
        { type, cuped: true },
        { control: [...arms.control, extra], treatment: arms.treatment },
      );
      expect(turned.droppedPhases).toEqual([{ phase: 2, reason: 'no-units' }]);
    }
  });

  it('is not done for quantiles', () => {
    const sides = { control: [sketched(1, [1, 2, 3])], treatment: [sketched(1, [2, 3, 4])] };
    expect(compareMetric({ type: 'quantile', cuped: true }, sides).adjustment).toBe('none');
  });
});

describe('several phases', () => {
  /** Value and weights of the arms both change from one phase to the next; within a phase the arms are alike. */
  const trend = (n: number, level: number) =>
    simulatedUnits(level, n).map((unit) => ({ ...unit, y: unit.y * level, d: unit.d }));

  it('are strata: a trend with a change of weights makes no effect of a ratio (Simpson)', () => {
    const [early, late] = [trend(1000, 1), trend(1000, 3)];
    const split = {
      control: [sumsOf(1, early), sumsOf(2, late.slice(0, 100))],
      treatment: [] as MetricPhase[],
    };
    split.treatment = [sumsOf(1, early.slice(0, 100)), sumsOf(2, late)];
    const found = compareMetric({ type: 'ratio' }, split);
    expect(found.pValue).toBeGreaterThan(0.3);
    const pooled = compareMetric(
      { type: 'ratio' },
      {
        control: [sumsOf(1, [...early, ...late.slice(0, 100)])],
        treatment: [sumsOf(1, [...early.slice(0, 100), ...late])],
      },
    );
    expect(pooled.pValue).toBeLessThan(1e-20);
  });

  it('are strata of quantiles too', () => {
    const of = (units: ReturnType<typeof trend>) => units.map(({ y }) => y);
    const [early, late] = [of(trend(1000, 1)), of(trend(1000, 3))];
    const found = compareMetric(
      { type: 'quantile', quantile: 0.75 },
      {
        control: [sketched(1, early), sketched(2, late.slice(0, 200))],
        treatment: [sketched(1, early.slice(0, 200)), sketched(2, late)],
      },
    );
    expect(found.pValue).toBeGreaterThan(0.05);
    expect(found.units).toBe(2400);
  });

  it('give the same bytes in any order', () => {
    const phases = [1, 2, 3].map((phase) => sumsOf(phase, simulatedUnits(phase, 100)));
    const others = [1, 2, 3].map((phase) => sumsOf(phase, simulatedUnits(10 + phase, 90)));
    for (const metric of [
      { type: 'mean' },
      { type: 'ratio' },
      { type: 'mean', cuped: true },
      { type: 'ratio', cuped: true },
    ] as const) {
      const forth = compareMetric(metric, { control: phases, treatment: others });
      const back = compareMetric(metric, { control: phases.toReversed(), treatment: others.toReversed() });
      expect(JSON.stringify(back)).toBe(JSON.stringify(forth));
    }
  });

  it('without a denominator are left out with the reason', () => {
    const empty = { phase: 2, n: 40, sum: 0, sumSquares: 0, denominatorSum: 0 };
    const found = compareMetric(
      { type: 'ratio' },
      { control: [...arms.control, empty], treatment: [...arms.treatment, sumsOf(2, treatment)] },
    );
    expect(found.droppedPhases).toEqual([{ phase: 2, reason: 'zero-denominator' }]);
    expect(found.difference).toBe(compareMetric({ type: 'ratio' }, arms).difference);
  });
});

describe('the Bayesian view', () => {
  it('is the normal posterior of the difference', () => {
    const found = compareMetric({ type: 'mean' }, arms, { prior: { mean: 0, variance: 0.5 } });
    const moments = (units: typeof control) => {
      const mean = units.reduce((sum, { y }) => sum + y, 0) / units.length;
      const m2 = units.reduce((sum, { y }) => sum + (y - mean) ** 2, 0);
      return { n: units.length, mean, variance: m2 / (units.length - 1) };
    };
    const expected = gaussianPosterior(moments(control), moments(treatment), {
      prior: { mean: 0, variance: 0.5 },
    });
    expect(found.bayesian.chanceToWin).toBeCloseTo(expected.chanceToWin ?? NaN, 10);
    expect(found.bayesian.interval?.[0]).toBeCloseTo(expected.ci?.[0] ?? NaN, 10);
    expect(found.bayesian.expectedLossChooseTreatment).toBeCloseTo(expected.riskTreatment ?? NaN, 12);
    expect(found.bayesian.expectedLossChooseControl).toBeCloseTo(expected.riskControl ?? NaN, 10);
  });

  it('is turned round where less is better; the interval stays that of the difference', () => {
    const prior = { mean: 0.2, variance: 1 };
    const up = compareMetric({ type: 'mean', direction: 'increase' }, arms, { prior });
    const down = compareMetric({ type: 'mean', direction: 'decrease' }, arms, { prior });
    expect((up.bayesian.chanceToWin ?? 0) + (down.bayesian.chanceToWin ?? 0)).toBeCloseTo(1, 12);
    expect(down.bayesian.expectedLossChooseTreatment).toBe(up.bayesian.expectedLossChooseControl);
    expect(down.bayesian.interval).toEqual(up.bayesian.interval);
  });

  it('is null with a reason where nothing varies', () => {
    const sides = { control: [counts(1, 10, 0)], treatment: [counts(1, 10, 0)] };
    expect(compareMetric({ type: 'proportion' }, sides).bayesian).toEqual({
      chanceToWin: null,
      expectedLossChooseTreatment: null,
      expectedLossChooseControl: null,
      interval: null,
      reason: 'zero-variance',
    });
  });
});

describe('nothing to compute', () => {
  const all: ComparedMetric[] = (
    ['proportion', 'mean', 'count', 'ratio', 'quantile', 'retention'] as const
  ).flatMap((type) => [{ type }, { type, cuped: true }]);
  const one = (phase: number): MetricPhase => ({ ...sumsOf(phase, control.slice(0, 1)), buckets: [[5, 1]] });
  const one01: MetricPhase = { phase: 1, n: 1, sum: 1, sumSquares: 1, denominatorSum: 1, buckets: [[5, 1]] };

  it.each(all)('of nobody is said of %o', (metric) => {
    const found = compareMetric(metric, { control: [], treatment: [] });
    expect(found).toMatchObject({ difference: null, se: null, pValue: null, interval: null, lift: null });
    expect(found.reason).toBe('no-units');
    expect(found.relative).toEqual({ estimate: null, se: null, interval: null, sequentialInterval: null });
    expect(found.bayesian.reason).toBe('no-units');
  });

  it.each(all)('of one unit in each arm is said of %o', (metric) => {
    const sides =
      metric.type === 'proportion' || metric.type === 'retention'
        ? { control: [one01], treatment: [one01] }
        : { control: [one(1)], treatment: [one(1)] };
    const found = compareMetric(metric, sides);
    expect(found.interval).toBeNull();
    expect(found.pValue).toBeNull();
    expect(['too-few-units', 'zero-variance']).toContain(found.reason);
    expect(JSON.stringify(found)).not.toMatch(/NaN|Infinity/);
  });

  it('of a denominator of 0 is said', () => {
    const none = { phase: 1, n: 9, sum: 3, sumSquares: 3, denominatorSum: 0, denominatorSumSquares: 0 };
    for (const cupedToo of [false, true]) {
      const found = compareMetric({ type: 'ratio', cuped: cupedToo }, { control: [none], treatment: [none] });
      expect(found).toMatchObject({ difference: null, reason: 'zero-denominator' });
    }
  });

  it('of a baseline of 0 leaves the difference', () => {
    const sides = { control: [counts(1, 100, 0)], treatment: [counts(1, 100, 20)] };
    const found = compareMetric({ type: 'proportion' }, sides);
    expect(found).toMatchObject({ difference: 0.2, lift: null, reason: 'zero-baseline' });
    expect(found.relative.interval).toBeNull();
    expect(found.interval).not.toBeNull();
  });
});

describe('bad input', () => {
  it('is refused', () => {
    expect(() => compareMetric({ type: 'mean' }, arms, { alpha: 0 })).toThrow(OutOfRangeError);
    expect(() => compareMetric({ type: 'mean' }, arms, { plannedUnits: -1 })).toThrow(OutOfRangeError);
    const missing = { phase: 1, n: 3, sum: 0, sumSquares: 0 };
    expect(() => compareMetric({ type: 'quantile' }, { control: [missing], treatment: [missing] })).toThrow(
      '3 units, and 0 in the buckets',
    );
    expect(() => compareMetric({ type: 'mean' }, arms, { prior: { mean: 0, variance: 0 } })).toThrow(
      OutOfRangeError,
    );
    const impossible = { phase: 1, n: 3, sum: 9, sumSquares: 1 };
    expect(() =>
      compareMetric({ type: 'count' }, { control: [impossible], treatment: [impossible] }),
    ).toThrow(InconsistentSumsError);
  });
});
