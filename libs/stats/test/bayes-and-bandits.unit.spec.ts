import {
  betaPosterior,
  epsilonGreedy,
  gaussianPosterior,
  gaussianRisks,
  InvalidCountError,
  OutOfRangeError,
  probabilityAbove,
  thompsonBeta,
  thompsonNormal,
  topTwoThompson,
  ucb1,
  withFloor,
} from '../src/index.js';
import { seededNormal } from './reference/seeded-random.js';

const total = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0);

describe('the posterior of two proportions', () => {
  it('is even for even data, whatever the prior', () => {
    for (const prior of [
      { alpha: 1, beta: 1 },
      { alpha: 0.5, beta: 0.5 },
      { alpha: 30, beta: 2 },
    ]) {
      const result = betaPosterior({ successes: 7, n: 20 }, { successes: 7, n: 20 }, prior);
      expect(result.probTreatmentBetter).toBeCloseTo(0.5, 10);
      expect(result.expectedLossChooseControl).toBeCloseTo(result.expectedLossChooseTreatment, 10);
    }
  });

  it.each([
    [
      { alpha: 0.5, beta: 0.5 },
      { alpha: 2.5, beta: 0.5 },
    ],
    [
      { alpha: 0.05, beta: 3 },
      { alpha: 1, beta: 0.2 },
    ],
    [
      { alpha: 50_000, beta: 60_000 },
      { alpha: 50_100, beta: 60_000 },
    ],
    [
      { alpha: 1, beta: 1_000_000 },
      { alpha: 3, beta: 1_000_000 },
    ],
  ])('leaves nothing over: P(a > b) + P(b > a) = 1 (%j, %j)', (a, b) => {
    expect(probabilityAbove(a, b) + probabilityAbove(b, a)).toBeCloseTo(1, 9);
  });

  it('expects to lose what the means differ by, net', () => {
    const result = betaPosterior({ successes: 40, n: 500 }, { successes: 55, n: 510 });
    const net = 56 / 512 - 41 / 502;
    expect(result.expectedLossChooseControl - result.expectedLossChooseTreatment).toBeCloseTo(net, 10);
  });

  it('refuses counts and priors that are none', () => {
    expect(() => betaPosterior({ successes: -1, n: 1 }, { successes: 0, n: 1 })).toThrow(InvalidCountError);
    expect(() =>
      betaPosterior({ successes: 0, n: 1 }, { successes: 0, n: 1 }, { alpha: 0, beta: 1 }),
    ).toThrow(OutOfRangeError);
  });
});

describe('the normal posterior of an effect', () => {
  const control = { n: 100, mean: 10, variance: 4 };
  const treatment = { n: 120, mean: 10.5, variance: 5 };

  it('lies between the data and the prior, nearer to whichever is surer', () => {
    const flat = gaussianPosterior(control, treatment);
    const sure = gaussianPosterior(control, treatment, { prior: { mean: 0, variance: 1e-6 } });
    const vague = gaussianPosterior(control, treatment, { prior: { mean: 0, variance: 1e6 } });
    expect(flat.mean).toBeCloseTo(0.5, 12);
    expect(sure.mean).toBeLessThan(0.001);
    expect(vague.mean).toBeCloseTo(0.5, 6);
    expect(vague.chanceToWin).toBeCloseTo(flat.chanceToWin ?? Number.NaN, 6);
  });

  it('expects a net loss of what the effect is', () => {
    const { riskControl, riskTreatment, mean } = gaussianPosterior(control, treatment);
    expect((riskControl ?? 0) - (riskTreatment ?? 0)).toBeCloseTo(mean ?? Number.NaN, 12);
  });

  it('says why there is nothing to believe', () => {
    const constant = { n: 10, mean: 1, variance: 0 };
    expect(gaussianPosterior(constant, constant)).toMatchObject({
      chanceToWin: null,
      reason: 'zero-variance',
    });
    expect(gaussianPosterior({ n: 0, mean: null, variance: null }, constant)).toMatchObject({
      reason: 'no-units',
    });
    expect(gaussianRisks({ mu: 1, sigma: 0 })).toEqual({
      riskControl: null,
      riskTreatment: null,
      reason: 'zero-variance',
    });
    expect(() => gaussianPosterior(control, treatment, { prior: { mean: 0, variance: 0 } })).toThrow(
      OutOfRangeError,
    );
  });
});

describe('bandits', () => {
  const arms = [
    { mean: 1, sd: 0.3 },
    { mean: 1.2, sd: 0.1 },
    { mean: 0.9, sd: 0.6 },
  ];

  it('pull with the probability of being best, as drawing would give it', () => {
    const normal = seededNormal(3);
    const wins = [0, 0, 0];
    for (let run = 0; run < 40_000; run += 1) {
      const draws = arms.map(({ mean, sd }) => mean + sd * normal());
      const best = draws.indexOf(Math.max(...draws));
      wins[best] = (wins[best] ?? 0) + 1;
    }
    thompsonNormal(arms).forEach((p, i) => {
      expect(Math.abs(p - (wins[i] ?? 0) / 40_000)).toBeLessThan(0.01);
    });
  });

  it('give weights that add up to one, and the same bytes again', () => {
    const counts = [
      { successes: 3, n: 30 },
      { successes: 5, n: 30 },
      { successes: 0, n: 0 },
    ];
    for (const weights of [thompsonNormal(arms), topTwoThompson(arms), thompsonBeta(counts)])
      expect(total(weights)).toBeCloseTo(1, 8);
    expect(JSON.stringify(topTwoThompson(arms))).toBe(JSON.stringify(topTwoThompson(arms)));
  });

  it('stay exact for arms of very different certainty', () => {
    const [sure, vague] = thompsonNormal([
      { mean: 0, sd: 0.001 },
      { mean: 0, sd: 1 },
    ]);
    expect(sure).toBeCloseTo(0.5, 6);
    expect(vague).toBeCloseTo(0.5, 6);
  });

  it('need no second arm', () => {
    expect(topTwoThompson([{ mean: 1, sd: 1 }])[0]).toBeCloseTo(1, 10);
  });

  it('refuse arms that cannot be drawn from', () => {
    expect(() => thompsonNormal([{ mean: 0, sd: 0 }])).toThrow(OutOfRangeError);
    expect(() => thompsonBeta([{ successes: 0, n: 1 }], { alpha: -1, beta: 1 })).toThrow(OutOfRangeError);
  });

  it('keep a floor under every arm, and the sum', () => {
    const weights = withFloor([0.999, 0.001, 0], 0.05);
    expect(Math.min(...weights)).toBeCloseTo(0.05, 12);
    expect(total(weights)).toBeCloseTo(1, 12);
    expect(() => withFloor([0.5, 0.5], 0.5)).toThrow(OutOfRangeError);
  });

  it('UCB1 pulls arms first that it has never pulled, then the highest bound', () => {
    expect(
      ucb1([
        { pulls: 5, sum: 5 },
        { pulls: 0, sum: 0 },
      ]),
    ).toMatchObject({ choose: 1 });
    expect(
      ucb1([
        { pulls: 100, sum: 60 },
        { pulls: 100, sum: 60 },
      ]).choose,
    ).toBe(0);
    expect(ucb1([])).toEqual({ index: [], choose: null });
  });

  it('epsilon-greedy explores evenly and takes or splits the best', () => {
    expect(epsilonGreedy([1, 3, 3], { epsilon: 0.3 })).toEqual([
      0.09999999999999999, 0.7999999999999999, 0.09999999999999999,
    ]);
    const split = epsilonGreedy([1, 3, 3], { epsilon: 0.3, ties: 'split' });
    expect(split[1]).toBe(split[2]);
    expect(() => epsilonGreedy([1], { epsilon: 2 })).toThrow(OutOfRangeError);
  });
});
