import fc from 'fast-check';
import {
  betaCdf,
  betaQuantile,
  betaSurvival,
  binomialCdf,
  binomialQuantile,
  chiSquaredCdf,
  chiSquaredQuantile,
  chiSquaredSurvival,
  NotFiniteError,
  normalCdf,
  normalDensity,
  normalQuantile,
  normalSurvival,
  OutOfRangeError,
  runCapability,
  studentTCdf,
  studentTQuantile,
  studentTSurvival,
} from '../src/index.js';
import { DISTRIBUTION_REFERENCE } from './reference/distributions/index.js';
import { relativeError } from './reference/relative-error.js';

const valueOf = (fn: string, args: readonly number[]): number =>
  (runCapability('distribution_tail', { fn, args }) as { value: number }).value;

describe('distribution functions', () => {
  const names = [...new Set(DISTRIBUTION_REFERENCE.map(([name]) => name))];

  it('are all held against the reference', () => {
    expect(names.sort()).toEqual(
      ['normal', 't', 'chi2', 'beta']
        .flatMap((family) => [`${family}.cdf`, `${family}.quantile`, `${family}.sf`])
        .sort(),
    );
  });

  it.each(names)('%s has ten correct digits at every point of the reference', (name) => {
    const points = DISTRIBUTION_REFERENCE.filter(([fn]) => fn === name);
    const wrong = points
      .map(([fn, args, expected]) => ({ args, expected, actual: valueOf(fn, args) }))
      .filter(({ expected, actual }) => !(relativeError(expected, actual) <= 1e-10));
    expect(points.length).toBeGreaterThan(7);
    expect(wrong).toEqual([]);
  });
});

describe('tails', () => {
  it('keep their digits where 1 − cdf has none', () => {
    expect(relativeError(5.725571222524577e-300, normalSurvival(37))).toBeLessThan(1e-12);
    expect(1 - normalCdf(37)).toBe(0);
  });

  it('of a normal density integrate to its mass', () => {
    let mass = 0;
    for (let i = 0; i < 20_000; i += 1) mass += normalDensity(-1 + (i + 0.5) / 10_000) / 10_000;
    expect(mass).toBeCloseTo(1 - 2 * normalSurvival(1), 8);
  });

  it('of t with one degree of freedom are those of the Cauchy distribution', () => {
    for (const x of [-50, -1, -0.2, 0.7, 3])
      expect(studentTCdf(x, 1)).toBeCloseTo(0.5 + Math.atan(x) / Math.PI, 13);
  });

  it('of chi-squared with two degrees of freedom are exponential', () => {
    for (const x of [1e-8, 0.3, 2, 40, 1200]) {
      expect(relativeError(Math.exp(-x / 2), chiSquaredSurvival(x, 2))).toBeLessThan(1e-12);
      expect(relativeError(-Math.expm1(-x / 2), chiSquaredCdf(x, 2))).toBeLessThan(1e-12);
    }
  });

  it('of chi-squared start at 0 and 1', () => {
    expect([chiSquaredCdf(0, 3), chiSquaredSurvival(0, 3)]).toEqual([0, 1]);
    expect([chiSquaredCdf(-5, 3), chiSquaredSurvival(-5, 3)]).toEqual([0, 1]);
  });

  it('of beta with second parameter 1 are powers', () => {
    expect(relativeError(1e-45, betaCdf(1e-9, 5, 1))).toBeLessThan(1e-12);
    expect(betaSurvival(0.5, 2, 1)).toBeCloseTo(0.75, 14);
  });

  it('rise with x, and the two tails add up to 1', () => {
    fc.assert(
      fc.property(
        fc.double({ min: -30, max: 30, noNaN: true }),
        fc.double({ min: 0.5, max: 500, noNaN: true }),
        (x, k) => {
          expect(normalCdf(x) + normalSurvival(x)).toBeCloseTo(1, 13);
          expect(studentTCdf(x, k) + studentTSurvival(x, k)).toBeCloseTo(1, 13);
          expect(chiSquaredCdf(x * x, k) + chiSquaredSurvival(x * x, k)).toBeCloseTo(1, 12);
          expect(normalCdf(x + 0.1)).toBeGreaterThanOrEqual(normalCdf(x));
          expect(chiSquaredCdf(x * x + 0.1, k)).toBeGreaterThanOrEqual(chiSquaredCdf(x * x, k));
        },
      ),
      { seed: 1, numRuns: 300 },
    );
  });
});

describe('quantiles', () => {
  it('undo their distribution functions', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 1e-12, max: 0.999, noNaN: true }),
        fc.double({ min: 0.6, max: 300, noNaN: true }),
        (p, k) => {
          expect(relativeError(p, normalCdf(normalQuantile(p)))).toBeLessThan(1e-10);
          expect(relativeError(p, studentTCdf(studentTQuantile(p, k), k))).toBeLessThan(1e-9);
          expect(relativeError(p, chiSquaredCdf(chiSquaredQuantile(p, k), k))).toBeLessThan(1e-10);
          expect(relativeError(p, betaCdf(betaQuantile(p, k, 3), k, 3))).toBeLessThan(1e-9);
        },
      ),
      { seed: 2, numRuns: 200 },
    );
  });

  it('of chi-squared hold for very many degrees of freedom', () => {
    expect(relativeError(999.333412403381, chiSquaredQuantile(0.5, 1000))).toBeLessThan(1e-12);
  });
});

describe('arguments outside their domain', () => {
  it.each([
    ['a probability of 0', () => normalQuantile(0)],
    ['a probability of 1', () => studentTQuantile(1, 5)],
    ['a probability above 1', () => chiSquaredQuantile(1.1, 5)],
    ['no degrees of freedom', () => studentTCdf(1, 0)],
    ['negative degrees of freedom', () => chiSquaredSurvival(1, -2)],
    ['x beyond the range of beta', () => betaCdf(1.5, 2, 2)],
    ['a beta parameter of 0', () => betaSurvival(0.5, 0, 2)],
    ['a beta quantile of a negative parameter', () => betaQuantile(0.5, 1, -1)],
  ])('%s is refused', (_case, call) => {
    expect(call).toThrow(OutOfRangeError);
  });

  it('NaN is refused by name', () => {
    expect(() => chiSquaredCdf(Number.NaN, 3)).toThrow(NotFiniteError);
    expect(() => chiSquaredCdf(Number.NaN, 3)).toThrow('x is NaN; a finite number is needed');
  });
});

describe('the quantile of a binomial', () => {
  it('is the first count whose probability reaches it, wherever the search begins', () => {
    for (const n of [0, 1, 2, 5, 40, 333])
      for (const p of [0, 0.001, 0.3, 0.5, 0.97, 1])
        for (const probability of [1e-9, 0.025, 0.5, 0.975, 1 - 1e-9]) {
          const binomial = { n, p };
          let first = 0;
          while (first < n && binomialCdf(first, binomial) < probability) first += 1;
          expect([n, p, probability, binomialQuantile(probability, binomial)]).toEqual([
            n,
            p,
            probability,
            first,
          ]);
        }
  });
});
