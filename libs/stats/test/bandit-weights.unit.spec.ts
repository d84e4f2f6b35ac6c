import type { BanditPolicy, ComparedMetric, MetricPhase } from '../src/index.js';
import { banditWeights, thompsonBeta, thompsonNormal, topTwoThompson, withFloor } from '../src/index.js';

const RULES = { policy: 'thompson', floor: 0.01 } as const;
const PROPORTION: ComparedMetric = { type: 'proportion' };
const MEAN: ComparedMetric = { type: 'mean' };
const arm = (n: number, sum: number, sumSquares = sum): readonly MetricPhase[] => [
  { phase: 1, n, sum, sumSquares },
];
const RATES = [arm(1_000, 50), arm(1_000, 60), arm(1_000, 80)];
const sumOf = (weights: readonly number[] | null): number => (weights ?? []).reduce((all, w) => all + w, 0);

describe('weights of a bandit', () => {
  it('are the chances of beta posteriors for proportions, above the floor', () => {
    const chances = thompsonBeta([50, 60, 80].map((successes) => ({ successes, n: 1_000 })));
    expect(banditWeights(PROPORTION, RATES, RULES)).toEqual({
      weights: withFloor(chances, 0.01),
      reason: null,
    });
  });

  it('are the chances of normal beliefs for means', () => {
    const arms = [arm(100, 200, 500), arm(100, 230, 640)];
    const beliefs = [
      { mean: 2, sd: Math.sqrt(100 / 99 / 100) },
      { mean: 2.3, sd: Math.sqrt(111 / 99 / 100) },
    ];
    const thompson = banditWeights(MEAN, arms, RULES).weights ?? [];
    withFloor(thompsonNormal(beliefs), 0.01).forEach((weight, i) =>
      expect(thompson[i]).toBeCloseTo(weight, 9),
    );
    const topTwo = banditWeights(MEAN, arms, { ...RULES, policy: 'top-two' }).weights ?? [];
    withFloor(topTwoThompson(beliefs), 0.01).forEach((weight, i) => expect(topTwo[i]).toBeCloseTo(weight, 9));
  });

  it.each<BanditPolicy>(['thompson', 'top-two', 'ucb1', 'epsilon-greedy'])(
    'of %s add up to 1, keep the floor, and favour the best arm, whichever way is good',
    (policy) => {
      for (const [direction, best] of [
        ['increase', 2],
        ['decrease', 0],
      ] as const) {
        const { weights } = banditWeights({ ...PROPORTION, direction }, RATES, { policy, floor: 0.02 });
        expect(sumOf(weights)).toBeCloseTo(1, 9);
        expect(Math.min(...(weights ?? []))).toBeGreaterThanOrEqual(0.02);
        expect(weights?.indexOf(Math.max(...weights))).toBe(best);
      }
    },
  );

  it('take all phases of an arm together', () => {
    const split = RATES.map((phases) =>
      phases.flatMap(({ n, sum, sumSquares }) => [
        { phase: 1, n: n - 300, sum: Number(sum) - 7, sumSquares: Number(sumSquares) - 7 },
        { phase: 2, n: 300, sum: 7, sumSquares: 7 },
      ]),
    );
    expect(banditWeights(PROPORTION, split, RULES)).toEqual(banditWeights(PROPORTION, RATES, RULES));
  });

  it('believe that an arm without any variance varies as the others do', () => {
    const { weights } = banditWeights(MEAN, [arm(50, 50, 50), arm(50, 60, 100)], RULES);
    expect(weights?.every((weight) => weight > 0.01 && weight < 1)).toBe(true);
  });

  it.each([
    ['no units', [arm(0, 0), arm(9, 1)], 'no-units'],
    ['one unit', [arm(1, 1), arm(9, 1)], 'too-few-units'],
    ['nothing that varies', [arm(9, 9, 9), arm(9, 9, 9)], 'zero-variance'],
  ])('are none with %s', (_, arms, reason) => {
    expect(banditWeights(MEAN, arms, RULES)).toEqual({ weights: null, reason });
  });

  it('refuse a floor that leaves nothing to decide', () => {
    expect(() => banditWeights(PROPORTION, RATES, { policy: 'thompson', floor: 0.4 })).toThrow('minWeight');
  });
});
