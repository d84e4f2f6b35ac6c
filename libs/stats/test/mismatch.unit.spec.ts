import fc from 'fast-check';
import type { AttributeCounts } from '../src/index.js';
import {
  aaCheck,
  InvalidCountError,
  locateMismatch,
  OutOfRangeError,
  srmByPhase,
  twoProportionZ,
  uniformityPValue,
} from '../src/index.js';
import { seededUniform } from './reference/seeded-random.js';

const counted = (attribute: string, value: string, counts: readonly number[]): AttributeCounts => ({
  attribute,
  value,
  phases: [{ phase: 1, counts, weights: [1, 1] }],
});

describe('where a sample ratio mismatch lies', () => {
  const uniform = seededUniform(42);
  /** Units of a value split evenly, of which `kept` arrive in the second arm. */
  const split = (units: number, kept = 1): number[] => {
    const arms = [0, 0];
    for (let i = 0; i < units; i += 1)
      if (uniform() < 0.5) arms[0] = (arms[0] ?? 0) + 1;
      else if (uniform() < kept) arms[1] = (arms[1] ?? 0) + 1;
    return arms;
  };
  const values = [
    counted('browser', 'chrome', split(60_000)),
    counted('browser', 'safari', split(20_000, 0.9)),
    counted('browser', 'firefox', split(9000)),
    counted('country', 'at', split(40_000)),
    counted('country', 'de', split(40_000)),
  ];

  it('is found: one browser loses a tenth of one arm', () => {
    const found = locateMismatch(values);
    expect(found[0]).toMatchObject({ attribute: 'browser', value: 'safari', carries: true });
    expect(found.filter(({ carries }) => carries)).toHaveLength(1);
    expect(found[0]?.adjustedP).toBeLessThan(1e-6);
    expect(found[0]?.pValueOfRest).toBeGreaterThan(0.01);
    expect(found[0]?.deviations[1]).toBeLessThan(-0.03);
  });

  it('is not named where the rest is wrong as well', () => {
    const everywhere = ['x', 'y', 'z'].map((value) => counted('browser', value, [5000, 4000]));
    const found = locateMismatch(everywhere);
    expect(found.every(({ adjustedP }) => (adjustedP ?? 1) < 1e-6)).toBe(true);
    expect(found.some(({ carries }) => carries)).toBe(false);
  });

  it('is nowhere in a sound experiment, however many values are looked at', () => {
    const many = Array.from({ length: 300 }, (_, i) => counted('city', String(i), split(500)));
    expect(
      many.map(({ phases }) => srmByPhase(phases).pValue ?? 1).filter((p) => p <= 0.01),
    ).not.toHaveLength(0);
    expect(locateMismatch(many).some(({ carries }) => carries)).toBe(false);
  });

  it('is looked for against the weights of each phase', () => {
    const phases = [
      { phase: 1, counts: [9000, 1000], weights: [9, 1] },
      { phase: 2, counts: [1000, 9000], weights: [1, 9] },
    ];
    const [found] = locateMismatch([{ attribute: 'browser', value: 'x', phases }]);
    expect(found).toMatchObject({
      pValue: 1,
      carries: false,
      units: 20_000,
      deviations: [0, 0],
      pValueOfRest: null,
    });
  });

  it('has an order that does not depend on that of the values', () => {
    fc.assert(
      fc.property(fc.shuffledSubarray(values, { minLength: values.length }), (shuffled) => {
        expect(JSON.stringify(locateMismatch(shuffled))).toBe(JSON.stringify(locateMismatch(values)));
      }),
    );
  });

  it('is told apart where the tails are too small for a number', () => {
    const found = locateMismatch([
      counted('a', 'bad', [60_000, 20_000]),
      counted('a', 'worse', [900_000, 20_000]),
    ]);
    expect(found.map(({ value, pValue }) => [value, pValue])).toEqual([
      ['worse', 0],
      ['bad', 0],
    ]);
  });

  it('cannot be said of values without units or with one arm', () => {
    const [found] = locateMismatch([
      { attribute: 'a', value: 'none', phases: [{ phase: 1, counts: [0, 0], weights: [1, 1] }] },
    ]);
    expect(found).toMatchObject({
      units: 0,
      deviations: [null, null],
      pValue: null,
      adjustedP: null,
      carries: false,
    });
    const [alone] = locateMismatch([
      { attribute: 'a', value: 'one', phases: [{ phase: 1, counts: [5, 0], weights: [1, 0] }] },
    ]);
    expect(alone).toMatchObject({ deviations: [0, null], pValue: null });
    expect(locateMismatch([])).toEqual([]);
  });

  it('is refused for counts below 0', () => {
    expect(() => locateMismatch([counted('a', 'b', [-1, 2])])).toThrow(InvalidCountError);
  });
});

describe('an A/A check', () => {
  /** One-metric A/A experiments: p-values of the two-proportion test, arms of which the second converts `factor` as often. */
  function pValues(seed: number, runs: number, factor = 1): (number | null)[] {
    const uniform = seededUniform(seed);
    const successes = (rate: number) => Array.from({ length: 400 }, uniform).filter((u) => u < rate).length;
    return Array.from({ length: runs }, () => {
      const [a, b] = [successes(0.5), successes(0.5 * factor)];
      return twoProportionZ({ n: 400, successes: a }, { n: 400, successes: b }).pPooled;
    });
  }
  const compared = (values: readonly (number | null)[]) =>
    values.map((pValue, i) => ({ metric: `m${String(i)}`, variant: 'b', pValue }));
  const check = (values: readonly (number | null)[], sampleRatioPValue: number | null = 0.5) =>
    aaCheck({ comparisons: compared(values), sampleRatioPValue });

  it('passes where the arms are alike', () => {
    const found = check(pValues(1, 200));
    expect(found).toMatchObject({ passed: true, problems: [], tests: 200, differing: [] });
    expect(found.differingShare).toBeLessThan(0.1);
  });

  it('fails where the arms differ', () => {
    const found = check(pValues(2, 200, 1.1));
    expect(found.passed).toBe(false);
    expect(found.problems).toContain('too-many-differences');
    expect(found.problems).toContain('p-values-not-uniform');
  });

  it('names the comparisons that differ after all were looked at', () => {
    const found = check([0.0001, 0.4, null, 0.6]);
    expect(found.differing).toEqual([{ metric: 'm0', variant: 'b', holm: 0.00030000000000000003 }]);
    expect(found).toMatchObject({ tests: 3, passed: false, problems: ['arms-differ'] });
  });

  it('finds p-values that are too good: a variance that is too large', () => {
    const pinched = Array.from({ length: 100 }, (_, i) => 0.5 + i / 300);
    expect(check(pinched).problems).toEqual(['p-values-not-uniform']);
  });

  it('fails on a sample ratio mismatch alone', () => {
    expect(check([0.5], 0.01).problems).toEqual(['sample-ratio-mismatch']);
    expect(check([0.5], null).passed).toBe(true);
  });

  it('says nothing of the spread of a few, or of none', () => {
    expect(check([0.06, 0.07, 0.08, 0.06]).problems).toEqual([]);
    expect(check([])).toMatchObject({
      passed: true,
      tests: 0,
      differingShare: null,
      differingPValue: null,
      uniformityPValue: null,
    });
  });

  it('is wrong about a sound system hardly ever', () => {
    const failed = Array.from({ length: 60 }, (_, i) => check(pValues(100 + i, 60))).filter(
      ({ problems }) =>
        problems.includes('too-many-differences') || problems.includes('p-values-not-uniform'),
    );
    expect(failed.length).toBeLessThanOrEqual(1);
  });

  it('is refused an alpha without meaning', () => {
    expect(() => aaCheck({ comparisons: [], sampleRatioPValue: null }, 1)).toThrow(OutOfRangeError);
  });
});

describe('the test of uniformity', () => {
  it.each([
    // scipy.stats.kstwobign.sf of (√n + .12 + .11/√n)·D.
    [[0.5], 0.5],
    [[0.1, 0.2, 0.3, 0.4], 0.6],
    [[0.05, 0.3, 0.55, 0.8], 0.2],
  ])('of %j is that of the largest distance', (values, distance) => {
    const root = Math.sqrt(values.length);
    const x = (root + 0.12 + 0.11 / root) * distance;
    let direct = 0;
    for (let k = 1; k < 200; k += 1) direct += (k % 2 === 1 ? 2 : -2) * Math.exp(-2 * k * k * x * x);
    expect(uniformityPValue(values)).toBeCloseTo(Math.min(1, direct), 10);
  });

  it('both series agree where they meet', () => {
    // D of one value v ≥ .5 is v, and x = 1.23·v·…: values to either side of the turn.
    const at = (value: number) => uniformityPValue([value]) ?? NaN;
    expect(Math.abs(at(0.9593) - at(0.9594))).toBeLessThan(2e-4);
    expect(at(0.96)).toBeLessThan(at(0.95));
  });

  it('falls from 1 to 0 with the distance', () => {
    expect(uniformityPValue(Array.from({ length: 500 }, (_, i) => (i + 0.5) / 500))).toBeCloseTo(1, 12);
    expect(uniformityPValue(Array.from({ length: 500 }, () => 0))).toBeLessThan(1e-100);
    expect(uniformityPValue([])).toBeNull();
    expect(() => uniformityPValue([1.1])).toThrow(OutOfRangeError);
  });
});
