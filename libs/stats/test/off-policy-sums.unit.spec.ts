import type { ArmSums, LoggedDecision, OffPolicyEstimate, PolicyWeights } from '../src/index.js';
import {
  atPropensity,
  estimatePolicy,
  estimatePolicyFromSums,
  InvalidPolicyError,
  OutOfRangeError,
} from '../src/index.js';
import { seededUniform } from './reference/seeded-random.js';

/** As a read model keeps them. */
function sumsOf(decisions: readonly LoggedDecision[]): readonly ArmSums[] {
  return [...new Set(decisions.map(({ arm }) => arm))].map((arm) => {
    const own = decisions.filter((decision) => decision.arm === arm);
    const total = (amount: (decision: LoggedDecision) => number) =>
      own.reduce((sum, decision) => sum + amount(decision), 0);
    return {
      arm,
      n: own.length,
      sum: total(({ reward }) => reward),
      sumSquares: total(({ reward }) => reward ** 2),
      weightSum: total(({ propensity }) => 1 / propensity),
      weightSumSquares: total(({ propensity }) => propensity ** -2),
      weightedSum: total(({ reward, propensity }) => reward / propensity),
      squareWeightedSum: total(({ reward, propensity }) => reward / propensity ** 2),
      weightedSumSquares: total(({ reward, propensity }) => (reward / propensity) ** 2),
    };
  });
}

const RATES = new Map([
  ['a', 0.05],
  ['b', 0.06],
  ['c', 0.4],
]);

/** A bandit whose weights move while it runs, and rewards that move with them. */
function drifting(seed: number, n: number): LoggedDecision[] {
  const uniform = seededUniform(seed);
  return Array.from({ length: n }, (_, i) => {
    const c = 0.1 + (0.6 * i) / n;
    const chances = [
      ['a', (1 - c) / 2],
      ['b', (1 - c) / 2],
      ['c', c],
    ] as const;
    const u = uniform();
    const [arm, propensity] = chances[u < chances[0][1] ? 0 : u < 2 * chances[0][1] ? 1 : 2];
    return { arm, propensity, reward: uniform() < (RATES.get(arm) ?? 0) ? 1 + (i % 3) : 0 };
  });
}

const policy: PolicyWeights = new Map([
  ['a', 0.2],
  ['c', 0.8],
]);

describe('the estimate of a policy from sums', () => {
  const decisions = drifting(7, 2_000);
  const [bySums, byDecisions] = [
    estimatePolicyFromSums(sumsOf(decisions), policy),
    estimatePolicy(decisions, () => policy),
  ];

  it.each(['ips', 'snips'] as const)('is what the decisions themselves give: %s', (method) => {
    expect(bySums[method].estimate).toBeCloseTo(byDecisions[method].estimate ?? NaN, 10);
    expect(bySums[method].se).toBeCloseTo(byDecisions[method].se ?? NaN, 10);
  });

  it('has the same effective sample, warnings and arms that were never logged', () => {
    expect(bySums.effectiveSampleSize).toBeCloseTo(byDecisions.effectiveSampleSize, 6);
    expect(bySums).toMatchObject({ n: 2_000, warnings: [], neverLogged: [], reason: null });
    const other = new Map([
      ['z', 0.5],
      ['a', 0.5],
    ]);
    const [one, two] = [
      estimatePolicyFromSums(sumsOf(decisions), other),
      estimatePolicy(decisions, () => other),
    ];
    expect(one.neverLogged).toEqual(['z']);
    expect([one.warnings, one.neverLogged]).toEqual([two.warnings, two.neverLogged]);
  });

  it('is doubly robust: near that of the decisions, with their error', () => {
    const { estimate, se } = byDecisions.doublyRobust;
    expect(Math.abs((bySums.doublyRobust.estimate ?? NaN) - (estimate ?? NaN))).toBeLessThan(
      0.1 * (se ?? NaN),
    );
    expect((bySums.doublyRobust.se ?? NaN) / (se ?? NaN)).toBeCloseTo(1, 1);
    expect(bySums.doublyRobust.se).toBeLessThan(0.9 * (bySums.ips.se ?? NaN));
  });

  it('is within two standard errors of the truth as often as it should be', () => {
    const truth = 0.2 * 0.05 * 2 + 0.8 * 0.4 * 2;
    const hits = { ips: 0, snips: 0, doublyRobust: 0 };
    for (let seed = 1; seed <= 200; seed += 1) {
      const found = estimatePolicyFromSums(sumsOf(drifting(seed, 600)), policy);
      for (const method of ['ips', 'snips', 'doublyRobust'] as const) {
        const { estimate, se } = found[method];
        if (Math.abs((estimate ?? NaN) - truth) <= 2 * (se ?? NaN)) hits[method] += 1;
      }
    }
    for (const within of Object.values(hits)) expect(within).toBeGreaterThan(180);
  });

  it('of arms with one decision each, the doubly robust estimate does not seem to know more than it does', () => {
    const uniform = seededUniform(9);
    const lonely = Array.from({ length: 50 }, (_, i) => ({
      arm: `arm-${String(i)}`,
      propensity: 0.02,
      reward: uniform(),
    }));
    const all = new Map(lonely.map(({ arm }) => [arm, 0.02]));
    const found = estimatePolicyFromSums(sumsOf(lonely), all);
    expect(found.doublyRobust.se).toBeGreaterThan(0.8 * (found.ips.se ?? NaN));
  });
});

describe('arms with a fixed share', () => {
  it('need plain sums and that share', () => {
    const decisions = drifting(3, 300).map((decision) => ({
      ...decision,
      propensity: decision.arm === 'c' ? 0.5 : 0.25,
    }));
    const fixed = sumsOf(decisions).map(({ arm, n, sum, sumSquares }) => ({
      arm,
      ...atPropensity({ n, sum, sumSquares }, arm === 'c' ? 0.5 : 0.25),
    }));
    const numbers = ({ ips, snips, doublyRobust }: OffPolicyEstimate) =>
      [ips, snips, doublyRobust].flatMap(({ estimate, se }) => [estimate, se]);
    const expected = numbers(estimatePolicyFromSums(sumsOf(decisions), policy));
    numbers(estimatePolicyFromSums(fixed, policy)).forEach((number, i) => {
      expect(number).toBeCloseTo(expected[i] ?? NaN, 10);
    });
    expect(() => atPropensity({ n: 1, sum: 0, sumSquares: 0 }, 0)).toThrow(OutOfRangeError);
  });
});

describe('where there is nothing to estimate', () => {
  const nothing = { estimate: null, se: null };
  const one = [{ arm: 'a', ...atPropensity({ n: 3, sum: 1, sumSquares: 1 }, 0.5) }];

  it('it is null with a reason', () => {
    expect(estimatePolicyFromSums([], policy)).toMatchObject({
      n: 0,
      ips: nothing,
      snips: nothing,
      doublyRobust: nothing,
      reason: 'no-units',
    });
    const other = estimatePolicyFromSums(one, new Map([['q', 1]]));
    expect(other).toMatchObject({ snips: nothing, reason: 'zero-denominator', neverLogged: ['q'] });
    expect(JSON.stringify(other)).not.toMatch(/NaN|Infinity/);
  });

  it('a policy that is none is refused', () => {
    expect(() => estimatePolicyFromSums(one, new Map([['a', 0.4]]))).toThrow(InvalidPolicyError);
  });
});
