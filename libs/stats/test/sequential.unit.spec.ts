import fc from 'fast-check';
import {
  bernoulliConfidenceSequence,
  betaBinomialBound,
  betaBinomialMixture,
  confidenceSequence,
  foldSequence,
  groupSequentialBounds,
  InvalidCountError,
  mixtureRho,
  msprt,
  normalMixtureBound,
  normalQuantile,
  NotFiniteError,
  oneSidedNormalMixtureBound,
  OutOfRangeError,
  stitchedBound,
} from '../src/index.js';
import { relativeError } from './reference/relative-error.js';

const look = { estimate: 0.02, se: 0.005, nTotal: 20_000, tuning: 5000, alpha: 0.05 };

describe('confidenceSequence', () => {
  it('holds a look that three implementations agree on', () => {
    const result = confidenceSequence(look);
    expect(result.rho).toBeCloseTo(0.03984006677137368, 14);
    expect(result.halfWidth).toBeCloseTo(0.01563557071843995, 13);
    expect(result.ci).toEqual([
      expect.closeTo(0.004364429281560049, 13),
      expect.closeTo(0.03563557071843995, 13),
    ]);
    expect(result.pValue).toBeCloseTo(0.0024508613823128298, 12);
    expect(result.widthRatioVsFixed).toBeCloseTo(1.5954957174490285, 12);
  });

  it('uses 5,000 planned units and alpha .05 where nothing is said', () => {
    expect(confidenceSequence({ estimate: 0.02, se: 0.005, nTotal: 20_000 })).toEqual(
      confidenceSequence(look),
    );
  });

  it('excludes 0 exactly when its p-value is below alpha', () => {
    fc.assert(
      fc.property(
        fc.double({ min: -6, max: 6, noNaN: true }),
        fc.integer({ min: 10, max: 1_000_000 }),
        fc.constantFrom(0.01, 0.05, 0.2),
        (z, nTotal, alpha) => {
          const { ci, pValue } = confidenceSequence({ estimate: z, se: 1, nTotal, alpha });
          const excludes = (ci?.[0] ?? 0) > 0 || (ci?.[1] ?? 0) < 0;
          if (Math.abs((pValue ?? 1) - alpha) > 1e-9) expect(excludes).toBe((pValue ?? 1) < alpha);
        },
      ),
      { seed: 21, numRuns: 500 },
    );
  });

  it('is wider than a fixed interval at every look: the price of looking at any time', () => {
    for (const nTotal of [10, 500, 5000, 50_000, 5_000_000])
      expect(confidenceSequence({ ...look, nTotal }).widthRatioVsFixed ?? 0).toBeGreaterThan(1.3);
  });

  it('is tightest against the fixed interval near the planned number of units', () => {
    const ratio = (nTotal: number): number => confidenceSequence({ ...look, nTotal }).widthRatioVsFixed ?? 0;
    expect(ratio(5000)).toBeLessThan(ratio(300));
    expect(ratio(5000)).toBeLessThan(ratio(500_000));
  });

  it('turns with the sign of the estimate', () => {
    const [plus, minus] = [confidenceSequence(look), confidenceSequence({ ...look, estimate: -0.02 })];
    expect(minus.pValue).toBe(plus.pValue);
    expect(minus.ci).toEqual([-(plus.ci?.[1] ?? 0), -(plus.ci?.[0] ?? 0)]);
  });

  it('has no interval and p = 1 without an error, and nothing without units', () => {
    const still = confidenceSequence({ ...look, se: 0 });
    expect([still.ci, still.pValue, still.reason]).toEqual([null, 1, 'zero-variance']);
    const empty = confidenceSequence({ ...look, nTotal: 0 });
    expect([empty.ci, empty.pValue, empty.reason]).toEqual([null, null, 'no-units']);
    expect(empty.rho).toBeCloseTo(0.03984006677137368, 14);
  });

  it('keeps tiny p-values instead of rounding them to 0', () => {
    const { pValue } = confidenceSequence({
      estimate: 0.5038633516821496,
      se: 0.033860214798231224,
      nTotal: 6461,
    });
    expect(relativeError(5.174716682839778e-44, pValue ?? 0)).toBeLessThan(1e-8);
  });

  it('refuses NaN, a negative error and tunings that are not positive', () => {
    expect(() => confidenceSequence({ ...look, estimate: Number.NaN })).toThrow(NotFiniteError);
    expect(() => confidenceSequence({ ...look, se: -1 })).toThrow(InvalidCountError);
    expect(() => confidenceSequence({ ...look, tuning: 0 })).toThrow(OutOfRangeError);
    expect(() => mixtureRho(5000, 1)).toThrow(OutOfRangeError);
  });
});

describe('foldSequence', () => {
  it('keeps the smallest p-value and the intersection of all looks', () => {
    const looks = [
      { pValue: 1, interval: [-0.5, 0.6] as const },
      { pValue: 0.02, interval: [0.1, 0.9] as const },
      { pValue: 0.3, interval: [-0.2, 0.4] as const },
    ];
    expect(looks.reduce<ReturnType<typeof foldSequence> | null>(foldSequence, null)).toEqual({
      pValue: 0.02,
      interval: [0.1, 0.4],
    });
  });

  it('takes a look that had nothing to compute as saying nothing', () => {
    expect(foldSequence(null, { pValue: null, interval: null })).toEqual({ pValue: 1, interval: null });
    const before = { pValue: 0.1, interval: [0, 1] as const };
    expect(foldSequence(before, { pValue: null, interval: null })).toEqual(before);
  });

  it('gives the same for looks in any order', () => {
    const aLook = fc.record({
      pValue: fc.double({ min: 0, max: 1, noNaN: true }),
      interval: fc.tuple(fc.integer({ min: -9, max: 0 }), fc.integer({ min: 1, max: 9 })),
    });
    fc.assert(
      fc.property(fc.array(aLook, { minLength: 1 }), (looks) => {
        const fold = (list: typeof looks) =>
          list.reduce<ReturnType<typeof foldSequence> | null>(foldSequence, null);
        expect(fold([...looks].reverse())).toEqual(fold(looks));
      }),
      { seed: 22 },
    );
  });
});

describe('msprt', () => {
  const control = { successes: 500, n: 5000 };

  it('holds two cases checked against numerical integration', () => {
    const small = msprt(control, { successes: 520, n: 5000 }, { tau2: 1e-4 });
    expect(small.V).toBeCloseTo(3.66368e-5, 15);
    expect(small.lambda_).toBeCloseTo(0.6075466880965019, 9);
    expect(small.pValue).toBe(1);
    expect(small.ci).toEqual([
      expect.closeTo(-0.01512643734401425, 10),
      expect.closeTo(0.02312643734401423, 10),
    ]);
    const large = msprt({ successes: 2000, n: 20_000 }, { successes: 2300, n: 20_000 }, { tau2: 1e-4 });
    expect(relativeError(7.576594035424033e-5, large.pValue ?? 0)).toBeLessThan(1e-8);
  });

  it('lets evidence beyond a double stand as its logarithm', () => {
    const result = msprt({ successes: 1, n: 100_000 }, { successes: 90_000, n: 100_000 }, { tau2: 1e-2 });
    expect(result.lambda_).toBeNull();
    expect(result.logLambda).toBeGreaterThan(710);
    expect(result.pValue).toBe(0);
  });

  it('turns with the arms', () => {
    const treatment = { successes: 560, n: 4800 };
    const [forth, back] = [
      msprt(control, treatment, { tau2: 1e-4 }),
      msprt(treatment, control, { tau2: 1e-4 }),
    ];
    expect(back.pValue).toBeCloseTo(forth.pValue ?? 0, 14);
    expect(back.ci?.[0]).toBeCloseTo(-(forth.ci?.[1] ?? 0), 14);
  });

  it('has nothing to say without variance or units', () => {
    const none = { successes: 0, n: 10 };
    const still = msprt(none, none, { tau2: 1e-4 });
    expect([still.V, still.ci, still.pValue, still.reason]).toEqual([0, null, 1, 'zero-variance']);
    expect(msprt({ successes: 0, n: 0 }, none, { tau2: 1e-4 }).reason).toBe('no-units');
    expect(() => msprt(none, none, { tau2: 0 })).toThrow(OutOfRangeError);
  });
});

describe('normal mixture bounds', () => {
  it('are those computed with 30 digits', () => {
    const atOptimum = normalMixtureBound({ v: 100, alpha: 0.05, vOpt: 100 });
    expect(atOptimum.rho).toBeCloseTo(12.60056097925634, 12);
    expect(atOptimum.bound).toBeCloseTo(30.35208990376253, 11);
    expect(normalMixtureBound({ v: 400, alpha: 0.01, vOpt: 100 }).bound).toBeCloseTo(72.38540680361322, 11);
  });

  it('one-sided, is the published 27.66071 and tighter than two-sided', () => {
    const options = { v: 100, alpha: 0.05, vOpt: 100 };
    expect(oneSidedNormalMixtureBound(options).bound).toBeCloseTo(27.6607088306732, 9);
    expect(oneSidedNormalMixtureBound(options).bound).toBeLessThan(normalMixtureBound(options).bound);
  });

  it('rise with time and with certainty, and are tightest at vOpt', () => {
    const bound = (v: number, alpha: number, vOpt = 100): number =>
      normalMixtureBound({ v, alpha, vOpt }).bound;
    expect(bound(200, 0.05)).toBeGreaterThan(bound(100, 0.05));
    expect(bound(100, 0.01)).toBeGreaterThan(bound(100, 0.05));
    expect(bound(100, 0.05)).toBeLessThan(Math.min(bound(100, 0.05, 60), bound(100, 0.05, 170)));
  });

  it('refuse parameters outside their domains', () => {
    expect(() => oneSidedNormalMixtureBound({ v: 1, alpha: 0.05, vOpt: 1, alphaOpt: 0.5 })).toThrow(
      OutOfRangeError,
    );
    expect(() => normalMixtureBound({ v: -1, alpha: 0.05, vOpt: 1 })).toThrow(InvalidCountError);
  });
});

describe('stitchedBound', () => {
  it.each([
    [{ v: 100, alpha: 0.05, vMin: 1 }, 37.915642403693866],
    [{ v: 100, alpha: 0.05, vMin: 10, c: 0.5, s: 2, eta: Math.E }, 39.487974790409694],
    [{ v: 3, alpha: 0.05, vMin: 10 }, 9.224047697498715],
  ])('at %p is that computed with 30 digits', (options, expected) => {
    expect(relativeError(expected, stitchedBound(options))).toBeLessThan(1e-13);
  });

  it('is held at its value at vMin before it', () => {
    expect(stitchedBound({ v: 0, alpha: 0.05, vMin: 10 })).toBe(
      stitchedBound({ v: 10, alpha: 0.05, vMin: 10 }),
    );
  });

  it('grows slower than any power above one half', () => {
    const rate = (v: number): number => stitchedBound({ v, alpha: 0.05, vMin: 1 }) / v ** 0.55;
    expect(rate(1e12)).toBeLessThan(rate(1e4));
  });

  it.each([{ s: 1 }, { eta: 1 }, { vMin: 0 }])('refuses %p', (bad) => {
    expect(() => stitchedBound({ v: 1, alpha: 0.05, vMin: 1, ...bad })).toThrow(OutOfRangeError);
  });
});

describe('beta-binomial mixture', () => {
  it('gives the published −0.6941012 at 10 and the bound 31.4308', () => {
    const result = betaBinomialBound({ v: 100, alpha: 0.05, vOpt: 100, g: 0.2, h: 0.8 });
    expect(result.logMixtureAt10).toBeCloseTo(-0.694101173946656, 9);
    expect(result.bound).toBeCloseTo(31.430797596074836, 7);
  });

  it('is a martingale: its mean over one more trial is its value', () => {
    const p = 0.3;
    const { logMixture } = betaBinomialMixture({ vOpt: 10, g: p, h: 1 - p });
    const mixture = (successes: number, n: number): number =>
      Math.exp(logMixture(successes - n * p, n * p * (1 - p)));
    for (const [successes, n] of [
      [0, 0],
      [3, 5],
      [4, 20],
    ] as const) {
      const next = p * mixture(successes + 1, n + 1) + (1 - p) * mixture(successes, n + 1);
      expect(next).toBeCloseTo(mixture(successes, n), 10);
    }
  });

  it('has no bound while no sum is improbable enough', () => {
    expect(betaBinomialBound({ v: 0, alpha: 1e-300, vOpt: 100, g: 0.2, h: 0.8 }).bound).toBeNull();
  });
});

describe('bernoulliConfidenceSequence', () => {
  it.each([
    [100, 200, 1, [0.32892335412675267, 0.6710766458732472]],
    [15, 50, 50, [0.1295569949750544, 0.5118964025360634]],
    [700, 1000, 100, [0.65162981386993, 0.7459495007849861]],
  ] as const)('%i of %i is the published interval', (successes, n, tOpt, expected) => {
    const [lower, upper] = bernoulliConfidenceSequence({ successes, n }, { tOpt });
    expect(lower).toBeCloseTo(expected[0], 4);
    expect(upper).toBeCloseTo(expected[1], 4);
  });

  it('has exact ends, and says nothing without units', () => {
    expect(bernoulliConfidenceSequence({ successes: 0, n: 40 }, { tOpt: 40 })[0]).toBe(0);
    expect(bernoulliConfidenceSequence({ successes: 40, n: 40 }, { tOpt: 40 })[1]).toBe(1);
    expect(bernoulliConfidenceSequence({ successes: 0, n: 0 }, { tOpt: 40 })).toEqual([0, 1]);
  });

  it('mirrors and holds its proportion', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 300 }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (n, share) => {
          const successes = Math.floor(share * n);
          const [lower, upper] = bernoulliConfidenceSequence({ successes, n }, { tOpt: 100 });
          const [mirrorLower, mirrorUpper] = bernoulliConfidenceSequence(
            { successes: n - successes, n },
            { tOpt: 100 },
          );
          expect(lower).toBeLessThanOrEqual(successes / n);
          expect(upper).toBeGreaterThanOrEqual(successes / n);
          expect(mirrorLower).toBeCloseTo(1 - upper, 6);
          expect(mirrorUpper).toBeCloseTo(1 - lower, 6);
        },
      ),
      { seed: 23, numRuns: 60 },
    );
  });
});

describe('groupSequentialBounds', () => {
  it('with one look is the fixed test', () => {
    expect(groupSequentialBounds([1])).toEqual([expect.closeTo(1.959963984540054, 12)]);
  });

  it.each([
    [
      [0.5, 1],
      [2.497705474412373, 2.0183102506024984],
    ],
    [
      [0.3, 0.8],
      [2.8408037178631944, 2.181097832789508],
    ],
  ])('at %p are those of adaptive quadrature with 30 digits', (fractions, expected) => {
    groupSequentialBounds(fractions).forEach((bound, k) => {
      expect(relativeError(expected[k] ?? 0, bound)).toBeLessThan(1e-12);
    });
  });

  it('spend alpha: seeded experiments without an effect cross a bound in about that share', () => {
    const fractions = [0.25, 0.5, 0.75, 1];
    const bounds = groupSequentialBounds(fractions, 0.2);
    let state = 12345;
    const uniform = (): number => {
      state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
      return (state + 0.5) / 4294967296;
    };
    let crossed = 0;
    for (let i = 0; i < 20_000; i += 1) {
      let w = 0;
      const crosses = fractions.map((t, k) => {
        w += normalQuantile(uniform()) * 0.5;
        return Math.abs(w) / Math.sqrt(t) > (bounds[k] ?? Infinity);
      });
      crossed += crosses.includes(true) ? 1 : 0;
    }
    expect(crossed / 20_000).toBeCloseTo(0.2, 1);
    expect(Math.abs(crossed / 20_000 - 0.2)).toBeLessThan(0.012);
  });

  it('refuse fractions that do not ascend in (0, 1]', () => {
    for (const fractions of [[0.5, 0.5], [0, 1], [0.5, 1.1], [Number.NaN]])
      expect(() => groupSequentialBounds(fractions)).toThrow(OutOfRangeError);
  });
});
