import { requireCount, requireFinite, requireProbability } from '../errors/require.js';

/** What an arm was pulled and gave. */
export interface PulledArm {
  readonly pulls: number;
  readonly sum: number;
}

/** The first place of the largest value. */
const argMax = (values: readonly number[]): number => values.indexOf(Math.max(...values));

/**
 * Which arm does UCB1 pull next?
 *
 * The one with the highest upper confidence bound, mean + √(2 ln total / pulls); arms never pulled come first.
 * @param arms pulls and summed reward (of rewards in [0, 1]) of each arm
 * @returns the bound of each arm (null: never pulled) and the arm to pull, the first on ties; null without arms
 * @throws StatsError for negative pulls and sums that are not finite
 * @see https://doi.org/10.1023/A:1013689704352
 * @example ucb1([{ pulls: 10, sum: 5 }, { pulls: 2, sum: 1 }]).choose // 1
 */
export function ucb1(arms: readonly PulledArm[]): {
  readonly index: readonly (number | null)[];
  readonly choose: number | null;
} {
  arms.forEach(({ pulls, sum }, i) => {
    requireCount(`arms[${String(i)}].pulls`, pulls);
    requireFinite(`arms[${String(i)}].sum`, sum);
  });
  const total = arms.reduce((all, { pulls }) => all + pulls, 0);
  const index = arms.map(({ pulls, sum }) =>
    pulls === 0 ? null : sum / pulls + Math.sqrt((2 * Math.log(total)) / pulls),
  );
  const choose = arms.length === 0 ? null : argMax(index.map((bound) => bound ?? Infinity));
  return { index, choose };
}

/**
 * With which probabilities does epsilon-greedy pull the arms?
 * @param means mean reward of each arm
 * @param options epsilon in [0, 1], shared by all arms; ties of the best: to the first (default) or split
 * @returns one weight for each arm; they add up to 1
 * @throws StatsError for means that are not finite and epsilon outside [0, 1]
 * @see https://en.wikipedia.org/wiki/Multi-armed_bandit#Semi-uniform_strategies
 * @example epsilonGreedy([0.1, 0.2], { epsilon: 0.1 }) // [0.05, 0.95]
 */
export function epsilonGreedy(
  means: readonly number[],
  { epsilon, ties = 'first' }: { readonly epsilon: number; readonly ties?: 'first' | 'split' },
): number[] {
  requireProbability('epsilon', epsilon);
  means.forEach((mean, i) => {
    requireFinite(`means[${String(i)}]`, mean);
  });
  const first = argMax(means);
  const best = means.map((mean, i) => (ties === 'split' ? mean === means[first] : i === first));
  const winners = best.filter(Boolean).length;
  return best.map((isBest) => epsilon / means.length + (isBest ? (1 - epsilon) / winners : 0));
}
