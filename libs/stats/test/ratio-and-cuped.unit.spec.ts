import {
  compareQuantiles,
  cuped,
  cupedRatio,
  cupedTheta,
  deltaRatio,
  InconsistentSumsError,
  LengthMismatchError,
  OutOfRangeError,
  quantileRanks,
  ratioMoments,
  sampleRatio,
  welchT,
} from '../src/index.js';
import { seededNormal, seededUniform } from './reference/seeded-random.js';

const arm = (num: readonly number[], den: readonly number[]) => ({ num, den });

describe('a ratio of two sums', () => {
  it('over denominators of one is a mean', () => {
    const [a, b] = [
      [1, 4, 2, 8],
      [3, 5, 9, 1, 2],
    ];
    const ratio = deltaRatio(arm(a, [1, 1, 1, 1]), arm(b, [1, 1, 1, 1, 1]));
    const mean = welchT({ values: a }, { values: b });
    for (const field of ['estimate', 'se', 'df', 't', 'pValue'] as const)
      expect(ratio[field]).toBeCloseTo(mean[field] ?? Number.NaN, 12);
  });

  it('keeps its digits when all values have a large common ratio', () => {
    const den = [1e6 + 1, 1e6 + 2, 1e6 + 3, 1e6 + 5];
    const num = den.map((value, i) => 1000 * value + (i - 1.5));
    const { variance, n } = ratioMoments(arm(num, den));
    const shifted = ratioMoments(arm([-1.5, -0.5, 0.5, 1.5], den));
    expect(n).toBe(4);
    expect(variance).toBeCloseTo(shifted.variance ?? Number.NaN, 20);
  });

  it('has no value without a denominator, and says so', () => {
    const result = deltaRatio(arm([1, 2], [1, -1]), arm([1, 2], [1, 1]), { effect: 'relative' });
    expect(result).toMatchObject({
      estimate: null,
      se: null,
      pValue: null,
      ci: null,
      reason: 'zero-denominator',
    });
    expect(sampleRatio(arm([], []))).toEqual({ ratio: null, se: null, reason: 'no-units' });
    expect(sampleRatio(arm([3], [2]))).toEqual({ ratio: 1.5, se: null, reason: 'too-few-units' });
  });

  it('refuses lists that do not belong together and sums that no values have', () => {
    expect(() => ratioMoments(arm([1], [1, 2]))).toThrow(LengthMismatchError);
    expect(() =>
      ratioMoments({
        n: 3,
        numSum: '3',
        numSumSquares: '1',
        denSum: '3',
        denSumSquares: '1',
        numDenSumProducts: '9',
      }),
    ).toThrow(InconsistentSumsError);
  });

  it('covers the true ratio 95 times in 100', () => {
    const [normal, uniform] = [seededNormal(5), seededUniform(6)];
    let covered = 0;
    const draw = () => {
      const den = Array.from({ length: 60 }, () => 1 + Math.floor(uniform() * 5));
      return arm(
        den.map((value) => Math.round(1e6 * (2 * value + normal() * value)) / 1e6),
        den,
      );
    };
    for (let run = 0; run < 2000; run += 1) {
      const { ci } = deltaRatio(draw(), draw());
      covered += ci !== null && ci[0] <= 0 && 0 <= ci[1] ? 1 : 0;
    }
    expect(covered / 2000).toBeGreaterThan(0.93);
    expect(covered / 2000).toBeLessThan(0.965);
  });
});

describe('CUPED', () => {
  const normal = seededNormal(11);
  const draw = (n: number, shift: number) => {
    const pre = Array.from({ length: n }, () => Math.round(1e6 * (10 + 2 * normal())) / 1e6);
    return { pre, post: pre.map((x) => Math.round(1e6 * (x + shift + normal())) / 1e6) };
  };

  it('takes away what was known before: here four fifths of the variance', () => {
    const result = cuped(draw(2000, 0), draw(2000, 0.5));
    expect(result.theta).toBeCloseTo(1, 1);
    expect(result.varianceReduction).toBeGreaterThan(0.75);
    expect(result.varianceReduction).toBeLessThan(0.85);
    expect(Math.abs((result.estimate ?? 0) - 0.5)).toBeLessThan(0.15);
    expect(result.unadjusted.se).toBeGreaterThan(2 * (result.se ?? Infinity));
  });

  it('changes nothing without a covariate', () => {
    const { post: a } = draw(50, 0);
    const { post: b } = draw(60, 1);
    const zeros = (values: readonly number[]) => values.map(() => 0);
    const result = cuped({ pre: zeros(a), post: a }, { pre: zeros(b), post: b });
    const plain = welchT({ values: a }, { values: b });
    expect(result).toMatchObject({ theta: 0, varianceReduction: 0 });
    expect(result.pValue).toBeCloseTo(plain.pValue ?? Number.NaN, 10);
    expect(result.unadjusted.ci?.[0]).toBeCloseTo(plain.ci?.[0] ?? Number.NaN, 10);
  });

  it('depends on both arms as one sample', () => {
    const [a, b] = [draw(30, 0), draw(40, 0)];
    expect(cupedTheta(a, b)).toBe(cupedTheta(b, a));
    expect(cupedTheta({ pre: [1, 2], post: [1, 2] }, { pre: [3, 4], post: [3, 4] })).toBe(1);
  });

  it.each([
    ['no units', [], [], 'no-units'],
    ['one unit', [1], [2], 'too-few-units'],
  ])('says why there is nothing to compare: %s', (_name, pre, post, reason) => {
    const result = cuped({ pre, post }, draw(5, 0), { effect: 'relative' });
    expect(result).toMatchObject({ se: null, pValue: null, ci: null, reason });
  });

  it('has no relative effect over a control mean of 0', () => {
    const control = { pre: [1, 2, 3], post: [-1, 0, 1] };
    const result = cuped(control, draw(5, 0), { effect: 'relative' });
    expect(result).toMatchObject({ estimate: null, pValue: null, reason: 'zero-baseline' });
  });

  it('has no p-value when the covariate explains everything', () => {
    const result = cuped({ pre: [1, 2, 3], post: [2, 4, 6] }, { pre: [2, 3, 4], post: [4, 6, 8] });
    expect(result).toMatchObject({ theta: 2, estimate: 0, se: 0, pValue: null, reason: 'zero-variance' });
  });
});

describe('CUPED of a ratio', () => {
  const sums = (rows: readonly (readonly [number, number, number, number])[]) => {
    const total = (f: (row: readonly [number, number, number, number]) => number) =>
      rows.reduce((sum, row) => sum + f(row), 0);
    return {
      n: rows.length,
      mPostSum: total(([m]) => m),
      mPostSumSq: total(([m]) => m * m),
      dPostSum: total(([, d]) => d),
      dPostSumSq: total(([, d]) => d * d),
      mPreSum: total(([, , m]) => m),
      mPreSumSq: total(([, , m]) => m * m),
      dPreSum: total(([, , , d]) => d),
      dPreSumSq: total(([, , , d]) => d * d),
      mPost_mPre: total(([m, , x]) => m * x),
      dPost_dPre: total(([, d, , e]) => d * e),
      mPre_dPre: total(([, , x, e]) => x * e),
      mPost_dPost: total(([m, d]) => m * d),
      mPost_dPre: total(([m, , , e]) => m * e),
      mPre_dPost: total(([, d, x]) => x * d),
    };
  };
  const post = [
    [1, 2],
    [4, 3],
    [2, 2],
    [5, 4],
  ] as const;
  const withoutPre = sums(post.map(([m, d]) => [m, d, 0, 0] as const));

  it('is the delta method without a ratio before the start', () => {
    const other = sums([
      [2, 2, 0, 0],
      [3, 1, 0, 0],
      [4, 4, 0, 0],
    ]);
    const result = cupedRatio(withoutPre, other, { effect: 'relative' });
    const plain = deltaRatio(
      arm(
        post.map(([m]) => m),
        post.map(([, d]) => d),
      ),
      arm([2, 3, 4], [2, 1, 4]),
      {
        effect: 'relative',
      },
    );
    expect(result.theta).toBe(0);
    for (const field of ['estimate', 'se', 'df', 'pValue'] as const)
      expect(result[field]).toBeCloseTo(plain[field] ?? Number.NaN, 10);
  });

  it('takes everything away that the ratio before explains', () => {
    const rows = post.map(([m, d]) => [m, d, m, d] as const);
    const result = cupedRatio(sums(rows), sums(rows));
    expect(result.theta).toBeCloseTo(1, 12);
    expect(result.se).toBeCloseTo(0, 7);
  });

  it.each([
    ['no units', sums([]), 'no-units'],
    ['one unit', sums([[1, 1, 1, 1]]), 'too-few-units'],
    [
      'no denominator',
      sums([
        [1, 0, 1, 1],
        [2, 0, 1, 1],
      ]),
      'zero-denominator',
    ],
  ])('says why there is nothing to compare: %s', (_name, control, reason) => {
    expect(cupedRatio(control, withoutPre)).toMatchObject({ estimate: null, theta: null, ci: null, reason });
  });
});

describe('quantiles', () => {
  it('have limits that cover the quantile as often as they say, computed exactly', () => {
    for (const [n, nu] of [
      [20, 0.5],
      [100, 0.9],
      [300, 0.99],
    ] as const) {
      const { binomialExact } = quantileRanks({ n, nu });
      expect(binomialExact?.coverage).toBeGreaterThanOrEqual(n === 300 ? 0.93 : 0.95);
    }
  });

  it('stay within the sample', () => {
    expect(quantileRanks({ n: 2, nu: 0.99 }).normalApprox).toEqual({ lowerRank: 1, upperRank: 2 });
    expect(quantileRanks({ n: 0, nu: 0.5 })).toEqual({
      normalApprox: null,
      binomialExact: null,
      reason: 'no-units',
    });
    expect(() => quantileRanks({ n: 5, nu: 1 })).toThrow(OutOfRangeError);
  });

  it('differ by as much as the limits are wide', () => {
    const at = (q: number, width: number) => ({
      n: 900,
      nStar: 900,
      nu: 0.5,
      q,
      lo: q - width,
      up: q + width,
    });
    const wide = compareQuantiles(at(1, 0.1), at(1.1, 0.1));
    const narrow = compareQuantiles(at(1, 0.01), at(1.1, 0.01));
    expect(wide.estimate).toBeCloseTo(0.1, 12);
    expect((wide.se ?? 0) / (narrow.se ?? 1)).toBeCloseTo(10, 6);
  });

  it('of nothing is null, with a reason', () => {
    const none = { n: 0, nStar: 0, nu: 0.5, q: Number.NaN, lo: Number.NaN, up: Number.NaN };
    const some = { n: 9, nStar: 9, nu: 0.5, q: 1, lo: 0, up: 2 };
    expect(compareQuantiles(none, some)).toMatchObject({ estimate: null, reason: 'no-units' });
    expect(compareQuantiles({ ...some, n: 1 }, some)).toMatchObject({ estimate: 0, reason: 'too-few-units' });
  });
});
