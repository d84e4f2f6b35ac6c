import { FLAT_BETA, betaPosteriorOf } from '../bayesian/beta-posterior.js';
import { addPhases } from '../comparison/add-phases.js';
import { metricMoments, successesOf } from '../comparison/metric-moments.js';
import type { ComparedMetric, MetricPhase, MetricSums } from '../comparison/metric-sums.js';
import { isProportion } from '../comparison/metric-sums.js';
import type { NothingToCompute } from '../errors/nothing-to-compute.js';
import { epsilonGreedy, ucb1 } from './index-policies.js';
import type { NormalArm } from './thompson.js';
import { thompsonBeta, thompsonNormal, topTwoThompson } from './thompson.js';
import { withFloor } from './with-floor.js';

export type BanditPolicy = 'thompson' | 'top-two' | 'ucb1' | 'epsilon-greedy';

export interface BanditRules {
  readonly policy: BanditPolicy;
  /** Least weight of an arm, in [0, 1/arms). */
  readonly floor: number;
  /** Of epsilon-greedy, in [0, 1]; 0.1 by default. */
  readonly epsilon?: number | undefined;
}

/** Weights in the order of the arms, adding up to 1; null where the data say nothing, with the reason. */
export type BanditWeights =
  | { readonly weights: readonly number[]; readonly reason: null }
  | { readonly weights: null; readonly reason: NothingToCompute };

const DEFAULT_EPSILON = 0.1;

/** Mean and unit variance of an arm, turned so that more is better. */
interface Reward {
  readonly n: number;
  readonly mean: number;
  readonly variance: number;
}

/**
 * With which weights should new units be spread over the arms of a bandit?
 *
 * Beta posteriors (flat prior) for proportions under Thompson sampling, normal beliefs otherwise. No policy draws:
 * the same sums give the same weights to the last bit. Uses the plain sums, not those weighted by propensity: what an
 * arm gave says the same of it however often it was chosen, as long as rewards do not drift.
 * @param metric what is rewarded, and which way is good; not for quantiles, whose value is no mean of rewards
 * @param arms sums of each arm, an entry for each phase
 * @param rules policy, floor and epsilon; `ucb1` is meant for rewards in [0, 1]
 * @returns one weight for each arm, none below the floor
 * @throws StatsError for a floor or an epsilon outside of its domain, and for sums that no values can have
 * @see https://doi.org/10.1561/2200000070 Russo et al. 2018
 * @example
 * const arm = (successes: number) => [{ phase: 1, n: 100, sum: successes, sumSquares: successes }];
 * banditWeights({ type: 'proportion' }, [arm(9), arm(9)], { policy: 'thompson', floor: 0.01 }).weights // [0.5, 0.5]
 */
export function banditWeights(
  metric: ComparedMetric,
  arms: readonly (readonly MetricPhase[])[],
  { policy, floor, epsilon = DEFAULT_EPSILON }: BanditRules,
): BanditWeights {
  const sums = arms.map((phases) => addPhases(phases));
  const rewards: Reward[] = [];
  for (const each of sums) {
    const { n, mean, variance, reason } = metricMoments(metric, each);
    if (n < 2) return { weights: null, reason: n === 0 ? 'no-units' : 'too-few-units' };
    if (mean === null || variance === null) return { weights: null, reason: reason ?? 'too-few-units' };
    rewards.push({ n, mean: metric.direction === 'decrease' ? -mean : mean, variance });
  }
  const chosen = chances(metric, { sums, rewards }, policy, epsilon);
  return chosen === null
    ? { weights: null, reason: 'zero-variance' }
    : { weights: withFloor(chosen, floor), reason: null };
}

interface Observed {
  readonly sums: readonly MetricSums[];
  readonly rewards: readonly Reward[];
}

function chances(
  metric: ComparedMetric,
  { sums, rewards }: Observed,
  policy: BanditPolicy,
  epsilon: number,
): readonly number[] | null {
  if (policy === 'epsilon-greedy')
    return epsilonGreedy(
      rewards.map(({ mean }) => mean),
      { epsilon, ties: 'split' },
    );
  if (policy === 'ucb1') return onlyBest(metric, rewards);
  if (policy === 'thompson' && isProportion(metric)) return thompsonBeta(sums.map(wins(metric)));
  const beliefs = isProportion(metric) ? sums.map(wins(metric)).map(approximated) : normalBeliefs(rewards);
  if (beliefs === null) return null;
  return policy === 'thompson' ? thompsonNormal(beliefs) : topTwoThompson(beliefs);
}

/** Successes; where fewer are better, units without one. */
const wins =
  ({ direction }: ComparedMetric) =>
  (sums: MetricSums): { readonly successes: number; readonly n: number } => {
    const { successes, n } = successesOf(sums);
    return { n, successes: direction === 'decrease' ? n - successes : successes };
  };

/** Normal with the mean and the deviation of the posterior. */
function approximated(arm: { readonly successes: number; readonly n: number }): NormalArm {
  const { alpha, beta } = betaPosteriorOf(arm, FLAT_BETA);
  const total = alpha + beta;
  return { mean: alpha / total, sd: Math.sqrt((alpha * beta) / (total * total * (total + 1))) };
}

/** An arm whose units are all alike is believed to vary as the arms do on average; null where none of them varies. */
function normalBeliefs(rewards: readonly Reward[]): readonly NormalArm[] | null {
  const units = rewards.reduce((sum, { n }) => sum + n, 0);
  const pooled = rewards.reduce((sum, { n, variance }) => sum + n * variance, 0) / units;
  if (!(pooled > 0)) return null;
  return rewards.map(({ n, mean, variance }) => ({
    mean,
    sd: Math.sqrt((variance > 0 ? variance : pooled) / n),
  }));
}

/** All to the arm with the highest bound; where fewer are better, rewards are counted from the other end of [0, 1]. */
function onlyBest({ direction }: ComparedMetric, rewards: readonly Reward[]): readonly number[] {
  const shift = direction === 'decrease' ? 1 : 0;
  const { choose } = ucb1(rewards.map(({ n, mean }) => ({ pulls: n, sum: n * (mean + shift) })));
  return rewards.map((_, index) => (index === choose ? 1 : 0));
}
