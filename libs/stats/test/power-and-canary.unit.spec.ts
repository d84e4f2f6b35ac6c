import {
  adjustPValues,
  canaryScore,
  compareMeans,
  detectableEffectAt,
  mannWhitney,
  minimumDetectableEffect,
  OutOfRangeError,
  relativePower,
  sampleQuantile,
  sampleSizeForCohenD,
  sampleSizeForCohenH,
  sampleSizeForProportion,
  simulatePeeking,
  tPower,
  unitsToGo,
  unitsToGoAt,
  welchT,
} from '../src/index.js';
import { rankSumDistribution } from '../src/canary/rank-sum.js';
import { binomialSampler, seededRandom } from '../src/numeric/random.js';
import { integrate } from '../src/numeric/panels.js';
import { seededNormal } from './reference/seeded-random.js';

describe('p-values of several tests', () => {
  const p = [0.04, 0.001, 0.9, 0.02];

  it('are never smaller than they were, and keep their order', () => {
    for (const method of ['bonferroni', 'holm', 'simes-hochberg', 'benjamini-hochberg'] as const) {
      const { adjusted } = adjustPValues(p, { method });
      adjusted.forEach((value, i) => {
        expect(value).toBeGreaterThanOrEqual(p[i] ?? 0);
        expect(value).toBeLessThanOrEqual(1);
      });
      expect([...adjusted.keys()].sort((a, b) => (adjusted[a] ?? 0) - (adjusted[b] ?? 0))[0]).toBe(1);
    }
  });

  it('are as strict as the method: Bonferroni, Holm, Hochberg, then Benjamini and Hochberg', () => {
    const at = (method: 'bonferroni' | 'holm' | 'simes-hochberg' | 'benjamini-hochberg') =>
      adjustPValues(p, { method }).adjusted[0] ?? 0;
    expect(at('bonferroni')).toBeGreaterThanOrEqual(at('holm'));
    expect(at('holm')).toBeGreaterThanOrEqual(at('simes-hochberg'));
    expect(at('simes-hochberg')).toBeGreaterThanOrEqual(at('benjamini-hochberg'));
  });

  it('that are none are refused', () => {
    expect(() => adjustPValues([1.1], { method: 'holm' })).toThrow(OutOfRangeError);
  });
});

describe('power', () => {
  it('of the planned number of units is the power planned', () => {
    const { nPerArm } = sampleSizeForCohenD({ cohenD: 0.3, power: 0.9 });
    expect(tPower(0.3, nPerArm, 0.05)).toBeCloseTo(0.9, 9);
  });

  it('is what a simulated experiment has', () => {
    const normal = seededNormal(29);
    const draw = (mean: number) => {
      const values = Array.from({ length: 40 }, () => Math.round(1e6 * (mean + normal())) / 1e6);
      const sum = values.reduce((a, b) => a + b, 0);
      return [{ phase: 1, n: 40, sum, sumSquares: values.reduce((a, b) => a + b * b, 0) }];
    };
    let found = 0;
    for (let run = 0; run < 1500; run += 1)
      found += (compareMeans(draw(0), draw(0.6)).pValue ?? 1) < 0.05 ? 1 : 0;
    expect(Math.abs(found / 1500 - tPower(0.6, 40, 0.05))).toBeLessThan(0.035);
  });

  it('needs four times the units for half the effect', () => {
    const at = (p2: number) => sampleSizeForCohenH({ p1: 0.25, p2 }).nPerArm;
    const [whole, half] = [
      sampleSizeForCohenD({ cohenD: 0.2 }).nPerArm,
      sampleSizeForCohenD({ cohenD: 0.1 }).nPerArm,
    ];
    expect(half / whole).toBeCloseTo(4, 1);
    expect(at(0.26)).toBeGreaterThan(at(0.3));
  });

  it('costs more when one may look at any time', () => {
    const plan = { mean: 10, variance: 100, nTotal: 20_000, variations: 2 };
    const [once, always] = [plan, { ...plan, sequentialTuning: 5_000 }];
    expect(relativePower(always, 0.05).power).toBeLessThan(relativePower(once, 0.05).power ?? 0);
    expect(minimumDetectableEffect(always, 0.8).mdeRelative).toBeGreaterThan(
      minimumDetectableEffect(once, 0.8).mdeRelative ?? Infinity,
    );
  });

  it('finds its own minimum detectable effect with the power asked for', () => {
    const plan = { mean: -4, variance: 9, nTotal: 900, variations: 3 };
    const { mdeRelative } = minimumDetectableEffect(plan, 0.75);
    expect(relativePower(plan, mdeRelative ?? 0).power).toBeCloseTo(0.75, 9);
  });

  it('says why there is none', () => {
    const plan = { mean: 0, variance: 1, nTotal: 100, variations: 2 };
    expect(relativePower(plan, 0.1)).toEqual({ power: null, reason: 'zero-baseline' });
    const constant = { n: 10, sum: '10', sumSquares: '10' };
    expect(unitsToGo(constant, constant, { mdeRelative: 0.1, targetPower: 0.8 })).toEqual({
      scalingFactor: null,
      additionalUsers: null,
      reason: 'zero-variance',
    });
  });

  it('of a hopeless wait is null, not a very large number', () => {
    const arm = { n: 10, sum: '10', sumSquares: '1000' };
    const { scalingFactor } = unitsToGo(arm, arm, { mdeRelative: 1e-4, targetPower: 0.99 });
    expect(scalingFactor).toBeNull();
  });

  it.each([{ baseline: 0 }, { mdeAbsolute: 0 }, { alpha: 1 }])(
    'is refused for a plan that cannot be: %j',
    (changes) => {
      expect(() => sampleSizeForProportion({ baseline: 0.2, mdeAbsolute: 0.01, ...changes })).toThrow(
        OutOfRangeError,
      );
    },
  );
});

describe('the judgement of a canary', () => {
  const baseline = [10, 11, 12, 13, 14, 15, 16, 17, 18, 19];
  const shifted = (by: number) => baseline.map((value, i) => value + by + i / 100);

  it('is High, Low or Pass by the whole interval, and only in the direction that matters', () => {
    expect(mannWhitney(shifted(40), baseline).classification).toBe('High');
    expect(mannWhitney(shifted(-40), baseline).classification).toBe('Low');
    expect(mannWhitney(shifted(0.1), baseline).classification).toBe('Pass');
    expect(mannWhitney(shifted(40), baseline, { direction: 'decrease' }).classification).toBe('Pass');
    expect(mannWhitney(shifted(-40), baseline, { direction: 'increase' }).classification).toBe('Pass');
  });

  it('is the same from the other side', () => {
    const [there, back] = [mannWhitney(shifted(2.5), baseline), mannWhitney(baseline, shifted(2.5))];
    expect((there.U ?? 0) + (back.U ?? 0)).toBe(100);
    expect(there.pAsymptoticCC).toBe(back.pAsymptoticCC);
    expect(there.pExact).toBeCloseTo(back.pExact ?? Number.NaN, 14);
    expect(there.ci?.[0]).toBeCloseTo(-(back.ci?.[1] ?? Number.NaN), 2);
  });

  it('counts every order of the samples once', () => {
    const p = rankSumDistribution(3, 4);
    expect([...p].map((value) => Math.round(value * 35))).toEqual([1, 1, 2, 3, 4, 4, 5, 4, 4, 3, 2, 1, 1]);
  });

  it('counts them by the smaller sample, however uneven the two are', () => {
    expect(rankSumDistribution(900, 4)).toEqual(rankSumDistribution(4, 900));
  });

  it('has no exact p-value with ties, and needs data on both sides', () => {
    expect(mannWhitney([1, 2], [2, 3]).pExact).toBeNull();
    expect(mannWhitney([1], [])).toMatchObject({ classification: 'Nodata', ci: null, reason: 'no-units' });
  });

  it('adds up to a score from 0 to 100', () => {
    expect(canaryScore({ a: ['Pass', 'Pass'], b: ['High'] }, { a: 75 })).toEqual({ score: 75, reason: null });
    expect(canaryScore({}, {})).toEqual({ score: null, reason: 'no-units' });
    expect(() => canaryScore({ a: ['Pass'] }, { a: 120 })).toThrow(OutOfRangeError);
  });

  it('reads quantiles between the values', () => {
    expect(sampleQuantile([4, 1, 3, 2], 0.25)).toBe(1.75);
    expect(sampleQuantile([], 0.5)).toBeNull();
  });
});

describe('looking again and again', () => {
  const { measured, demand } = simulatePeeking({ sims: 1, nPerArm: 2_000, looks: 20, p: 0.2, seed: 1 });

  it('makes false winners of a z test, and few of an always-valid one', () => {
    expect(demand['confidence sequence / mSPRT ever-reject in A/A']).toBeLessThan(0.055);
    expect(demand['fixed-horizon at last look']).toBeGreaterThan(0.04);
    expect(demand['fixed-horizon at last look']).toBeLessThan(0.06);
    expect(demand['naive peeking (must be > 0.30: proves the test can fail)']).toBeGreaterThan(0.2);
    expect(measured['SSRM sequential alpha=0.05']).toBeLessThan(0.05);
    expect(measured['SRM chi2 peeking 20 looks alpha=0.05']).toBeGreaterThan(0.15);
  });

  it('depends on the seed alone', () => {
    const [a, b] = [seededRandom(5), seededRandom(5)];
    expect(Array.from({ length: 5 }, a)).toEqual(Array.from({ length: 5 }, b));
    expect(seededRandom(6)()).not.toBe(seededRandom(5)());
  });

  it('draws successes as often as they are probable', () => {
    const draw = binomialSampler(10, 0.3, seededRandom(2));
    const counts = Array.from({ length: 11 }, () => 0);
    for (let i = 0; i < 100_000; i += 1) {
      const k = draw();
      counts[k] = (counts[k] ?? 0) + 1;
    }
    const mean = counts.reduce((sum, count, k) => sum + count * k, 0) / 100_000;
    const variance = counts.reduce((sum, count, k) => sum + count * (k - mean) ** 2, 0) / 100_000;
    expect(mean).toBeCloseTo(3, 1);
    expect(variance).toBeCloseTo(2.1, 1);
  });

  it('integrates polynomials exactly', () => {
    expect(integrate((x) => x ** 3, { from: 0, to: 2, panels: 3, nodes: 4 })).toBeCloseTo(4, 13);
  });
});

describe('the power of a comparison of any type', () => {
  const now = { se: 0.02, units: 10_000 };

  it('needs the units that the same sums need', () => {
    const arm = { n: 5_000, sum: 50_000, sumSquares: 600_000 };
    const plan = { mdeRelative: 0.01, targetPower: 0.8, engine: 'sequential', tuning: 5_000 } as const;
    const { se } = welchT(arm, arm, { effect: 'relative' });
    expect(unitsToGoAt({ se: se ?? NaN, units: 10_000 }, plan)).toEqual(unitsToGo(arm, arm, plan));
  });

  it.each(['freq', 'sequential'] as const)('finds the effect that needs no more units: %s', (engine) => {
    const plan = { targetPower: 0.8, engine, tuning: 5_000 };
    const mdeRelative = detectableEffectAt(now, plan) ?? NaN;
    expect(unitsToGoAt(now, { ...plan, mdeRelative: mdeRelative * 1.0001 }).additionalUsers).toBe(0);
    expect(unitsToGoAt(now, { ...plan, mdeRelative: mdeRelative * 0.9 }).additionalUsers).toBeGreaterThan(0);
  });

  it('is four fifths at one look for 2.8 errors', () => {
    expect(detectableEffectAt(now, { targetPower: 0.8 })).toBeCloseTo(0.02 * (1.959964 + 0.8416212), 5);
  });

  it('has nothing to say without scatter', () => {
    const plan = { mdeRelative: 0.1, targetPower: 0.8 };
    expect(unitsToGoAt({ se: 0, units: 10 }, plan)).toMatchObject({ reason: 'zero-variance' });
    expect(() => detectableEffectAt({ se: 0, units: 10 }, plan)).toThrow(OutOfRangeError);
  });
});
