import fc from 'fast-check';
import {
  InvalidCountError,
  meanInterval,
  newcombeInterval,
  NotFiniteError,
  OutOfRangeError,
  proportionWelch,
  SuccessesExceedUnitsError,
  twoProportionZ,
  welchComparison,
  welchT,
  wilsonInterval,
} from '../src/index.js';
import { relativeError } from './reference/relative-error.js';

const proportion = fc
  .integer({ min: 2, max: 5000 })
  .chain((n) => fc.integer({ min: 0, max: n }).map((successes) => ({ successes, n })));
const sample = fc.array(fc.integer({ min: -1000, max: 1000 }), { minLength: 2, maxLength: 30 });

describe('twoProportionZ', () => {
  it('holds the textbook case: 200 of 2000 against 240 of 2000', () => {
    const result = twoProportionZ({ successes: 200, n: 2000 }, { successes: 240, n: 2000 });
    expect(result.diff).toBeCloseTo(0.02, 15);
    // P = 0.11: √(0.11 · 0.89 · 2/2000); unpooled √((0.09 + 0.1056)/2000).
    expect(result.sePooled).toBeCloseTo(Math.sqrt((0.11 * 0.89 * 2) / 2000), 15);
    expect(result.seUnpooled).toBeCloseTo(Math.sqrt((0.1 * 0.9 + 0.12 * 0.88) / 2000), 15);
    expect(result.zPooled).toBeCloseTo(2.021336646531404, 12);
    expect(result.pPooled).toBeCloseTo(0.043244928043021755, 12);
    expect(result.ciWald95).toEqual([
      expect.closeTo(0.0006171551968, 12),
      expect.closeTo(0.0393828448032, 12),
    ]);
    expect(result.reason).toBeNull();
  });

  it('keeps the digits of a p-value far in the tail', () => {
    const { pPooled } = twoProportionZ({ successes: 1000, n: 10_000 }, { successes: 1500, n: 10_000 });
    expect(relativeError(1.128226302869106e-26, pPooled ?? 0)).toBeLessThan(1e-9);
  });

  it('swapping the arms turns the signs and keeps the p-values', () => {
    fc.assert(
      fc.property(proportion, proportion, (a, b) => {
        const [forth, back] = [twoProportionZ(a, b), twoProportionZ(b, a)];
        expect(back.diff).toBeCloseTo(-(forth.diff ?? 0), 14);
        expect(back.pPooled ?? -1).toBeCloseTo(forth.pPooled ?? -1, 10);
        expect(back.zUnpooled ?? 0).toBeCloseTo(-(forth.zUnpooled ?? 0), 8);
        expect(back.sePooled).toBeCloseTo(forth.sePooled ?? 0, 14);
      }),
      { seed: 11 },
    );
  });

  it('counting failures instead of successes turns the sign alone', () => {
    fc.assert(
      fc.property(proportion, proportion, (a, b) => {
        const failures = (arm: { successes: number; n: number }) => ({
          n: arm.n,
          successes: arm.n - arm.successes,
        });
        const [plain, turned] = [twoProportionZ(a, b), twoProportionZ(failures(a), failures(b))];
        expect(turned.zPooled ?? 0).toBeCloseTo(-(plain.zPooled ?? 0), 8);
      }),
      { seed: 12 },
    );
  });

  it.each([0, 50])('both arms with %i of 50: difference 0, no z and no p', (successes) => {
    const arm = { successes, n: 50 };
    expect(twoProportionZ(arm, arm)).toEqual({
      diff: 0,
      sePooled: 0,
      seUnpooled: 0,
      zPooled: null,
      zUnpooled: null,
      pPooled: null,
      pUnpooled: null,
      ciWald95: null,
      reason: 'zero-variance',
    });
  });

  it('all failures against all successes: pooled is defined, unpooled is not', () => {
    const result = twoProportionZ({ successes: 0, n: 10 }, { successes: 10, n: 10 });
    expect(result.zPooled).toBeCloseTo(1 / Math.sqrt(0.25 * 0.2), 12);
    expect([result.zUnpooled, result.ciWald95, result.reason]).toEqual([null, null, 'zero-variance']);
  });

  it('an arm without units gives nothing, with the reason', () => {
    const result = twoProportionZ({ successes: 0, n: 0 }, { successes: 1, n: 5 });
    expect([result.diff, result.pPooled, result.reason]).toEqual([null, null, 'no-units']);
  });

  it.each([
    ['more successes than units', { successes: 6, n: 5 }, SuccessesExceedUnitsError],
    ['a negative count', { successes: -1, n: 5 }, InvalidCountError],
    ['NaN', { successes: 1, n: Number.NaN }, InvalidCountError],
  ])('%s is refused', (_case, arm, error) => {
    expect(() => twoProportionZ(arm, { successes: 1, n: 5 })).toThrow(error);
    expect(() => twoProportionZ({ successes: 1, n: 5 }, arm)).toThrow(error);
  });
});

describe('proportionWelch', () => {
  it('takes p(1 − p) as the unit variance, relative to control', () => {
    const result = proportionWelch(
      { successes: 14, n: 28 },
      { successes: 16, n: 30 },
      { effect: 'relative' },
    );
    expect(result.estimate).toBeCloseTo(16 / 30 / 0.5 - 1, 14);
    expect(result.se).toBeCloseTo(0.27169855689735606, 12);
    expect(result.df).toBeCloseTo(55.70744914862206, 9);
    expect(result.pValue).toBeCloseTo(0.8070716832021888, 10);
  });

  it('has no relative effect over a control without successes', () => {
    const result = proportionWelch({ successes: 0, n: 10 }, { successes: 5, n: 10 }, { effect: 'relative' });
    expect([result.estimate, result.se, result.ci, result.reason]).toEqual([
      null,
      null,
      null,
      'zero-baseline',
    ]);
  });
});

describe('wilsonInterval', () => {
  it('is exact at the ends', () => {
    expect(wilsonInterval({ successes: 0, n: 50 })).toEqual([0, expect.closeTo(0.07134759913335874, 12)]);
    expect(wilsonInterval({ successes: 50, n: 50 })).toEqual([
      expect.closeTo(1 - 0.07134759913335874, 12),
      1,
    ]);
    expect(wilsonInterval({ successes: 0, n: 0 })).toEqual([0, 1]);
  });

  it('has ends at which the proportion is just rejected', () => {
    const [lower, upper] = wilsonInterval({ successes: 30, n: 100 });
    for (const p of [lower, upper])
      expect(Math.abs(0.3 - p) / Math.sqrt((p * (1 - p)) / 100)).toBeCloseTo(1.959963984540054, 10);
  });

  it('lies in [0, 1] around the proportion, and mirrors it', () => {
    fc.assert(
      fc.property(
        proportion,
        fc.double({ min: 0.5, max: 0.999, noNaN: true }),
        ({ successes, n }, confidence) => {
          const [lower, upper] = wilsonInterval({ successes, n }, confidence);
          const [mirrorLower] = wilsonInterval({ successes: n - successes, n }, confidence);
          expect(lower).toBeGreaterThanOrEqual(0);
          expect(upper).toBeLessThanOrEqual(1);
          expect(lower).toBeLessThanOrEqual(successes / n);
          expect(upper).toBeGreaterThanOrEqual(successes / n);
          expect(mirrorLower).toBeCloseTo(1 - upper, 12);
        },
      ),
      { seed: 13 },
    );
  });

  it('widens with confidence, which must be between 0 and 1', () => {
    const [at90, at99] = [
      wilsonInterval({ successes: 5, n: 20 }, 0.9),
      wilsonInterval({ successes: 5, n: 20 }, 0.99),
    ];
    expect(at99[0]).toBeLessThan(at90[0]);
    expect(at99[1]).toBeGreaterThan(at90[1]);
    expect(() => wilsonInterval({ successes: 5, n: 20 }, 1)).toThrow(OutOfRangeError);
  });
});

describe('newcombeInterval', () => {
  it('holds the published case of Newcombe (1998): 56/70 against 48/80', () => {
    const { diff, ci } = newcombeInterval({ successes: 48, n: 80 }, { successes: 56, n: 70 });
    expect(diff).toBeCloseTo(0.2, 14);
    expect(ci).toEqual([expect.closeTo(0.0524, 4), expect.closeTo(0.3339, 4)]);
  });

  it('has a width also when no arm has a success', () => {
    const { ci } = newcombeInterval({ successes: 0, n: 10 }, { successes: 0, n: 10 });
    expect(ci).toEqual([expect.closeTo(-0.2775, 4), expect.closeTo(0.2775, 4)]);
  });

  it('turns with the arms, and is nothing without units', () => {
    const forth = newcombeInterval({ successes: 3, n: 20 }, { successes: 9, n: 25 });
    const back = newcombeInterval({ successes: 9, n: 25 }, { successes: 3, n: 20 });
    expect(back.ci).toEqual([
      expect.closeTo(-(forth.ci?.[1] ?? 0), 14),
      expect.closeTo(-(forth.ci?.[0] ?? 0), 14),
    ]);
    expect(newcombeInterval({ successes: 0, n: 0 }, { successes: 1, n: 2 })).toEqual({
      diff: null,
      ci: null,
      reason: 'no-units',
    });
  });
});

describe('welchT', () => {
  const first = [27.5, 21, 19, 23.6, 17, 17.9, 16.9, 20.1, 21.9, 22.6, 23.1, 19.6, 19, 21.7, 21.4];
  const second = [27.1, 22, 20.8, 23.4, 23.4, 23.5, 25.8, 22, 24.8, 20.2, 21.9, 22.1, 22.9, 30.5, 24.6];
  const sumsOf = (values: readonly number[]) => ({
    n: values.length,
    sum: values.reduce((a, b) => a + b, 0),
    sumSquares: values.reduce((a, b) => a + b * b, 0),
  });

  it('holds a classic example, from values and from sums', () => {
    for (const [control, treatment] of [
      [{ values: first }, { values: second }],
      [sumsOf(first), sumsOf(second)],
    ] as const) {
      const result = welchT(control, treatment);
      expect(result.t).toBeCloseTo(2.8640583900340935, 9);
      expect(result.df).toBeCloseTo(27.893305790402525, 8);
      expect(result.pValue).toBeCloseTo(0.007856440783445696, 10);
      expect(result.ci).toEqual([
        expect.closeTo(0.8103473748712462, 9),
        expect.closeTo(4.882985958462103, 9),
      ]);
    }
  });

  it('with equal arms has the degrees of freedom of the pooled test', () => {
    expect(welchT({ values: [1, 2, 3] }, { values: [4, 5, 6] }).df).toBeCloseTo(4, 12);
  });

  it('keeps its digits under a large offset', () => {
    const shift = (values: readonly number[]) => ({ values: values.map((value) => value + 1e9) });
    const [near, far] = [
      welchT({ values: [4, 7, 13, 16] }, { values: [5, 8, 12, 19] }),
      welchT(shift([4, 7, 13, 16]), shift([5, 8, 12, 19])),
    ];
    expect(far).toEqual(near);
  });

  it('answers one-sided questions with a bound on their side', () => {
    const two = welchT({ values: first }, { values: second });
    const greater = welchT({ values: first }, { values: second }, { alternative: 'greater' });
    const less = welchT({ values: first }, { values: second }, { alternative: 'less' });
    expect(greater.pValue).toBeCloseTo((two.pValue ?? 0) / 2, 14);
    expect((greater.pValue ?? 0) + (less.pValue ?? 0)).toBeCloseTo(1, 13);
    expect(greater.bound ?? 0).toBeGreaterThan(two.ci?.[0] ?? Infinity);
    expect(less.bound ?? 9).toBeLessThan(two.ci?.[1] ?? -Infinity);
    expect([greater.ci, two.bound]).toEqual([null, null]);
  });

  it('one-sided bounds at alpha are ends of the two-sided interval at 2 alpha', () => {
    const { ci } = welchT({ values: first }, { values: second }, { alpha: 0.1 });
    const { bound } = welchT({ values: first }, { values: second }, { alternative: 'greater', alpha: 0.05 });
    expect(bound).toBeCloseTo(ci?.[0] ?? 0, 12);
  });

  it('swapping the arms turns estimate and t and keeps p', () => {
    fc.assert(
      fc.property(sample, sample, (a, b) => {
        const [forth, back] = [welchT({ values: a }, { values: b }), welchT({ values: b }, { values: a })];
        expect(back.estimate).toBeCloseTo(-(forth.estimate ?? 0), 10);
        expect(back.t ?? 0).toBeCloseTo(-(forth.t ?? 0), 8);
        expect(back.pValue ?? 2).toBeCloseTo(forth.pValue ?? 2, 10);
      }),
      { seed: 14 },
    );
  });

  it('scaling both arms scales the estimate and keeps t; the relative effect does not move', () => {
    fc.assert(
      fc.property(sample, sample, fc.integer({ min: 2, max: 50 }), (a, b, factor) => {
        const scale = (values: readonly number[]) => ({ values: values.map((value) => value * factor) });
        const [plain, scaled] = [welchT({ values: a }, { values: b }), welchT(scale(a), scale(b))];
        expect(relativeError((plain.estimate ?? 0) * factor, scaled.estimate ?? Infinity)).toBeLessThan(1e-9);
        expect(scaled.t ?? 0).toBeCloseTo(plain.t ?? 0, 8);
        const [relative, alike] = [
          welchT({ values: a }, { values: b }, { effect: 'relative' }),
          welchT(scale(a), scale(b), { effect: 'relative' }),
        ];
        expect(relativeError(relative.estimate ?? 0, alike.estimate ?? 0)).toBeLessThan(1e-9);
      }),
      { seed: 15 },
    );
  });

  it('measures the relative effect against the size of a negative control mean', () => {
    const { estimate } = welchT({ values: [-3, -1] }, { values: [-1, -1.1] }, { effect: 'relative' });
    expect(estimate).toBeCloseTo(0.475, 14);
  });

  it.each([
    ['no units', { values: [] }, { values: [1, 2] }, 'no-units', null],
    ['one unit', { values: [1] }, { values: [1, 2] }, 'too-few-units', 0.5],
    ['no spread', { values: [1, 1] }, { values: [2, 2] }, 'zero-variance', 1],
  ])('%s: null with the reason; what is defined stays', (_case, control, treatment, reason, estimate) => {
    const result = welchT(control, treatment);
    expect([result.t, result.pValue, result.ci]).toEqual([null, null, null]);
    expect([result.reason, result.estimate]).toEqual([reason, estimate]);
  });

  it('a relative effect over a control mean of 0 has no estimate', () => {
    const result = welchT({ values: [-1, 1] }, { values: [2, 3] }, { effect: 'relative' });
    expect([result.estimate, result.reason]).toEqual([null, 'zero-baseline']);
    expect(result.df).toBeGreaterThan(0);
  });

  it.each([0, 1, -0.1, Number.NaN])('alpha %d is refused', (alpha) => {
    expect(() => welchT({ values: [1, 2] }, { values: [1, 2] }, { alpha })).toThrow(/alpha/);
  });
});

describe('welchComparison', () => {
  const arm = { n: 10, mean: 1, variance: 2 };

  it('refuses moments that are not numbers', () => {
    expect(() => welchComparison({ ...arm, mean: Number.NaN }, arm)).toThrow(NotFiniteError);
    expect(() => welchComparison(arm, { ...arm, variance: -1 })).toThrow(InvalidCountError);
  });

  it('has an error that shrinks as units grow', () => {
    const [few, many] = [welchComparison(arm, arm), welchComparison(arm, { ...arm, n: 1000 })];
    expect(many.se ?? 9).toBeLessThan(few.se ?? 0);
  });
});

describe('meanInterval', () => {
  it('is Student’s interval', () => {
    // 2 ± 4.302653 · √(1/3)
    expect(meanInterval({ n: 3, sum: 6, sumSquares: 14 })).toEqual([
      expect.closeTo(2 - 4.302652729749464 / Math.sqrt(3), 12),
      expect.closeTo(2 + 4.302652729749464 / Math.sqrt(3), 12),
    ]);
  });

  it.each([
    ['no units', { n: 0, sum: 0, sumSquares: 0 }],
    ['one unit', { n: 1, sum: 3, sumSquares: 9 }],
    ['no spread', { n: 4, sum: 8, sumSquares: 16 }],
  ])('is null for %s', (_case, sums) => {
    expect(meanInterval(sums)).toBeNull();
  });
});
