import fc from 'fast-check';
import { findRoot } from '../src/numeric/find-root.js';
import { gaussLegendre } from '../src/numeric/gauss-legendre.js';
import { incompleteGamma } from '../src/numeric/incomplete-gamma.js';
import { logBeta } from '../src/numeric/log-beta.js';
import { zeta } from '../src/numeric/zeta.js';
import { relativeError } from './reference/relative-error.js';

describe('findRoot', () => {
  it('finds a root to the last digit', () => {
    expect(findRoot((x) => x * x - 2, { lower: 0, upper: 2 })).toBeCloseTo(Math.SQRT2, 15);
    expect(findRoot((x) => Math.cos(x) - x, { lower: 0, upper: 1 })).toBeCloseTo(0.7390851332151607, 15);
  });

  it('takes ends in either order and roots at an end', () => {
    expect(findRoot((x) => x - 1, { lower: 3, upper: -3 })).toBe(1);
    expect(findRoot((x) => x, { lower: 0, upper: 5 })).toBe(0);
    expect(findRoot((x) => x - 5, { lower: 0, upper: 5 })).toBe(5);
  });

  it('answers null when the signs at the ends are the same', () => {
    expect(findRoot((x) => x * x + 1, { lower: -1, upper: 1 })).toBeNull();
  });

  it('lives with infinite values at the ends and with steps', () => {
    expect(findRoot((x) => Math.log(x), { lower: 0, upper: 9 })).toBeCloseTo(1, 14);
    expect(findRoot((x) => (x < 0.3 ? -1 : 1), { lower: 0, upper: 1 })).toBeCloseTo(0.3, 14);
  });

  it('needs few calls of a smooth function', () => {
    let calls = 0;
    findRoot((x) => ((calls += 1), Math.exp(x) - 5), { lower: 0, upper: 4 });
    expect(calls).toBeLessThan(20);
  });

  it('finds the root of any rising cubic', () => {
    fc.assert(
      fc.property(fc.double({ min: -900, max: 900, noNaN: true }), (root) => {
        const found = findRoot((x) => (x - root) ** 3 + (x - root), { lower: -1000, upper: 1000 });
        expect(Math.abs((found ?? Infinity) - root)).toBeLessThan(1e-12 * Math.max(1, Math.abs(root)));
      }),
      { seed: 3 },
    );
  });
});

describe('gaussLegendre', () => {
  it('has the known two-point rule', () => {
    const { nodes, weights } = gaussLegendre(2);
    expect(Math.max(...nodes)).toBeCloseTo(1 / Math.sqrt(3), 15);
    expect([...weights]).toEqual([expect.closeTo(1, 14), expect.closeTo(1, 14)]);
  });

  it.each([1, 2, 5, 16, 640])('with %i nodes has weights that sum to 2 and nodes that ascend', (n) => {
    const { nodes, weights } = gaussLegendre(n);
    expect(weights.reduce((sum, weight) => sum + weight, 0)).toBeCloseTo(2, 11);
    expect([...nodes]).toEqual([...nodes].sort((a, b) => a - b));
  });

  it('is exact for polynomials up to degree 2n − 1', () => {
    const { nodes, weights } = gaussLegendre(4);
    const integral = (power: number): number =>
      nodes.reduce((sum, x, i) => sum + (weights[i] ?? 0) * x ** power, 0);
    expect(integral(6)).toBeCloseTo(2 / 7, 14);
    expect(integral(7)).toBeCloseTo(0, 14);
    expect(Math.abs(integral(8) - 2 / 9)).toBeGreaterThan(1e-4);
  });
});

describe('zeta', () => {
  it.each([
    [2, Math.PI ** 2 / 6],
    [4, Math.PI ** 4 / 90],
    [1.4, 3.1055472779775806],
    [1.05, 20.580844302037004],
    [7, 1.0083492773819227],
  ])('of %d is right to the last digits', (s, expected) => {
    expect(relativeError(expected, zeta(s))).toBeLessThan(1e-14);
  });
});

describe('incompleteGamma', () => {
  it('with shape 1 is the exponential distribution', () => {
    expect(incompleteGamma(0.7, 1).lower).toBeCloseTo(-Math.expm1(-0.7), 15);
    expect(relativeError(Math.exp(-600), incompleteGamma(600, 1).upper)).toBeLessThan(1e-12);
  });

  it('is nothing at 0 and all at infinity', () => {
    expect(incompleteGamma(0, 3)).toEqual({ lower: 0, upper: 1 });
    expect(incompleteGamma(Infinity, 3)).toEqual({ lower: 1, upper: 0 });
  });

  it('joins the shapes below and above 20, where the factor in front is computed differently', () => {
    const [below, above] = [incompleteGamma(25, 19.999999), incompleteGamma(25, 20.000001)];
    expect(Math.abs(below.upper - above.upper)).toBeLessThan(1e-6);
    expect(below.upper).toBeLessThan(above.upper);
  });

  it('joins the series and the fraction without a step', () => {
    const [below, above] = [incompleteGamma(31 - 1e-9, 30), incompleteGamma(31 + 1e-9, 30)];
    expect(Math.abs(below.upper - above.upper)).toBeLessThan(1e-9);
  });
});

describe('logBeta', () => {
  it('is that of the beta function', () => {
    expect(logBeta(2, 3)).toBeCloseTo(Math.log(1 / 12), 14);
    expect(logBeta(0.5, 0.5)).toBeCloseTo(Math.log(Math.PI), 14);
  });
});
