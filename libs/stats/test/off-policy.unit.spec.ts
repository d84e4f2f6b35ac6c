import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import type { LoggedDecision } from '../src/index.js';
import {
  estimatePolicy,
  InvalidPolicyError,
  NotFiniteError,
  OutOfRangeError,
  uniformPolicy,
  ZeroPropensityError,
} from '../src/index.js';
import { dataFile } from './reference/data-files.js';
import { seededUniform } from './reference/seeded-random.js';

const logged = (arm: string, propensity: number, reward: number): LoggedDecision => ({
  arm,
  propensity,
  reward,
});

describe('the estimate of a policy', () => {
  const four = [logged('a', 0.5, 1), logged('a', 0.5, 0), logged('b', 0.25, 1), logged('b', 0.25, 0)];
  const policy = () =>
    new Map([
      ['a', 0.25],
      ['b', 0.75],
    ]);

  it('weighs each reward by how much more probable its arm would have been', () => {
    const found = estimatePolicy(four, policy);
    // Weights .5, .5, 3, 3: rewards .5, 0, 3, 0.
    expect(found.ips.estimate).toBeCloseTo(3.5 / 4, 12);
    expect(found.snips.estimate).toBeCloseTo(3.5 / 7, 12);
    expect(found.effectiveSampleSize).toBeCloseTo(49 / 18.5, 12);
    const squares = [0.5, 0, 3, 0].reduce((sum, term) => sum + (term - 0.875) ** 2, 0);
    expect(found.ips.se).toBeCloseTo(Math.sqrt(squares / 3 / 4), 12);
    expect(found.snips.se).toBeCloseTo(Math.sqrt(0.5 ** 2 * 0.25 * 2 + 3 ** 2 * 0.25 * 2) / 7, 12);
  });

  it('warns of a sample that says too little', () => {
    expect(estimatePolicy(four, policy).warnings).toEqual(['small-effective-sample']);
    const many = Array.from({ length: 200 }, (_, i) => logged(i % 2 === 0 ? 'a' : 'b', 0.5, i % 3));
    expect(estimatePolicy(many, uniformPolicy(['a', 'b'])).warnings).toEqual([]);
  });

  it('names the arms that it would choose and that never were', () => {
    const found = estimatePolicy(four, uniformPolicy(['z', 'a', 'y']));
    expect(found.neverLogged).toEqual(['y', 'z']);
    expect(found.warnings).toContain('arms-never-logged');
    const impossible = () =>
      new Map([
        ['a', 1],
        ['q', 0],
      ]);
    expect(estimatePolicy(four, impossible).neverLogged).toEqual([]);
  });

  it('of the policy that ran is the mean of the rewards', () => {
    const own = Array.from({ length: 300 }, (_, i) => logged(String(i % 3), 1 / 3, (i * 7) % 5));
    const found = estimatePolicy(own, uniformPolicy(['0', '1', '2']));
    const mean = own.reduce((sum, { reward }) => sum + reward, 0) / 300;
    expect(found.ips.estimate).toBeCloseTo(mean, 12);
    expect(found.snips.estimate).toBeCloseTo(mean, 12);
    expect(found.effectiveSampleSize).toBeCloseTo(300, 9);
  });

  it('may depend on what was known at each decision', () => {
    const decisions = four.map((decision, i) => ({ ...decision, isNew: i % 2 === 0 }));
    const found = estimatePolicy(decisions, ({ isNew }) => new Map([[isNew ? 'a' : 'b', 1]]));
    // Only the first and the last are what it would have chosen.
    expect(found.ips.estimate).toBeCloseTo(1 / 0.5 / 4, 12);
  });

  it('of nothing, and of none that it would have chosen, is null with a reason', () => {
    const nothing = { estimate: null, se: null };
    expect(estimatePolicy([], policy)).toMatchObject({
      n: 0,
      ips: nothing,
      snips: nothing,
      doublyRobust: nothing,
      effectiveSampleSize: 0,
      reason: 'no-units',
    });
    const other = estimatePolicy(four, uniformPolicy(['c']));
    expect(other).toMatchObject({ snips: nothing, effectiveSampleSize: 0, reason: 'zero-denominator' });
    expect(estimatePolicy([logged('a', 1, 2)], uniformPolicy(['a']))).toMatchObject({
      ips: { estimate: 2, se: null },
      snips: { estimate: 2, se: null },
    });
    expect(JSON.stringify(other)).not.toMatch(/NaN|Infinity/);
  });

  it('gives the same bytes each time', () => {
    expect(JSON.stringify(estimatePolicy(four, policy))).toBe(JSON.stringify(estimatePolicy(four, policy)));
  });
});

describe('bad input', () => {
  const one = [logged('a', 0.5, 1)];

  it.each([0, -0.1, 1.1, NaN])('a propensity of %d is refused', (propensity) => {
    expect(() => estimatePolicy([logged('a', propensity, 1)], uniformPolicy(['a']))).toThrow(
      ZeroPropensityError,
    );
  });

  it('is refused in rewards and policies', () => {
    expect(() => estimatePolicy([logged('a', 0.5, NaN)], uniformPolicy(['a']))).toThrow(NotFiniteError);
    expect(() => estimatePolicy(one, () => new Map([['a', 0.9]]))).toThrow(InvalidPolicyError);
    expect(() => estimatePolicy(one, () => new Map([['a', 1.5]]))).toThrow(OutOfRangeError);
    expect(() => uniformPolicy([])).toThrow(InvalidPolicyError);
  });
});

describe('against a truth that is known', () => {
  const rates = new Map([
    ['a', 0.05],
    ['b', 0.06],
    ['c', 0.4],
  ]);
  const logging = new Map([
    ['a', 0.6],
    ['b', 0.3],
    ['c', 0.1],
  ]);
  const target = new Map([
    ['a', 0.1],
    ['b', 0.2],
    ['c', 0.7],
  ]);
  const truth = [...target].reduce((sum, [arm, p]) => sum + p * (rates.get(arm) ?? 0), 0);

  function simulated(seed: number, n: number): LoggedDecision[] {
    const uniform = seededUniform(seed);
    return Array.from({ length: n }, () => {
      const [u, r] = [uniform(), uniform()];
      const arm = u < 0.6 ? 'a' : u < 0.9 ? 'b' : 'c';
      return logged(arm, logging.get(arm) ?? 1, r < (rates.get(arm) ?? 0) ? 1 : 0);
    });
  }

  const estimates = Array.from({ length: 300 }, (_, i) =>
    estimatePolicy(simulated(i + 1, 1000), () => target),
  );
  const mean = (values: readonly number[]): number => values.reduce((sum, v) => sum + v, 0) / values.length;

  it.each(['ips', 'snips', 'doublyRobust'] as const)(
    '%s is within two standard errors of it as often as it should be, and centred on it',
    (method) => {
      const close = estimates.filter(
        ({ [method]: { estimate, se } }) => Math.abs((estimate ?? NaN) - truth) <= 2 * (se ?? NaN),
      );
      expect(close.length / estimates.length).toBeGreaterThan(0.91);
      expect(
        Math.abs(mean(estimates.map(({ [method]: { estimate } }) => estimate ?? NaN)) - truth),
      ).toBeLessThan(0.006);
    },
  );

  it('the self-normalised and the doubly robust one are narrower', () => {
    const width = (method: 'ips' | 'snips' | 'doublyRobust') =>
      mean(estimates.map(({ [method]: { se } }) => se ?? NaN));
    expect(width('snips')).toBeLessThan(0.85 * width('ips'));
    expect(width('doublyRobust')).toBeLessThan(0.85 * width('ips'));
  });

  it('control: the mean of the rewards that were logged is far from it', () => {
    const naive = mean(simulated(1, 20_000).map(({ reward }) => reward));
    expect(Math.abs(naive - truth)).toBeGreaterThan(0.1);
  });

  it('a decision does not predict itself: where rewards are noise, the doubly robust estimate is no narrower', () => {
    const uniform = seededUniform(9);
    const lonely = Array.from({ length: 50 }, (_, i) => logged(`arm-${String(i)}`, 0.02, uniform()));
    const found = estimatePolicy(lonely, uniformPolicy(lonely.map(({ arm }) => arm)));
    expect(found.doublyRobust.se).toBeGreaterThan(0.8 * (found.ips.se ?? NaN));
  });
});

describe('on the open bandit data', () => {
  const file = dataFile('EXAMPLE_DATA', '../shared/data', 'obd_random_men.csv.gz');
  const decisions =
    file === undefined
      ? []
      : gunzipSync(readFileSync(file))
          .toString('utf8')
          .trimEnd()
          .split('\n')
          .slice(1)
          .map((line) => line.split(','))
          .map(([, item = '', , click = '', propensity = '']) =>
            logged(item, Number(propensity), Number(click)),
          );
  const even = Array.from({ length: 17 }, (_, i) => String(2 * i));
  const published = [
    [even, { ips: 0.0046, se: 0.00095811, snips: 0.00471408, ess: 4879 }],
    [['0', '20', '30'], { ips: 0.01246667, se: 0.00375696, snips: 0.01295642, ess: 849 }],
  ] as const;

  if (file === undefined) return;
  it.each(published)('the policy “uniform over %j” would have got what is known of it', (arms, expected) => {
    const found = estimatePolicy(decisions, uniformPolicy(arms));
    expect(found.n).toBe(10_000);
    expect(found.ips.estimate).toBeCloseTo(expected.ips, 8);
    expect(found.ips.se).toBeCloseTo(expected.se, 8);
    expect(found.snips.estimate).toBeCloseTo(expected.snips, 8);
    expect(Math.round(found.effectiveSampleSize)).toBe(expected.ess);
    const { estimate, se } = found.doublyRobust;
    expect(Math.abs((estimate ?? NaN) - expected.snips)).toBeLessThan(0.25 * expected.se);
    expect((se ?? NaN) / expected.se).toBeCloseTo(1, 1);
    expect(found.warnings).toEqual([]);
  });
});
