import type { NormalPrior } from '../bayesian/gaussian-posterior.js';
import { effectPosterior } from '../bayesian/gaussian-posterior.js';
import type { NothingToCompute } from '../errors/nothing-to-compute.js';
import type { Interval } from '../frequentist/interval.js';
import type { Comparison } from './comparison.js';
import type { ComparedMetric } from './metric-sums.js';

/** What a Bayesian would say beside the decision; it never decides. */
export interface BayesianView {
  /** Probability that treatment is better, in the direction of the metric. */
  readonly chanceToWin: number | null;
  /** In the unit of the metric: what choosing treatment, or staying with control, is expected to cost. */
  readonly expectedLossChooseTreatment: number | null;
  readonly expectedLossChooseControl: number | null;
  /** 95 % credible interval of treatment minus control. */
  readonly interval: Interval | null;
  readonly reason: NothingToCompute | null;
}

/** The normal posterior of the difference; a prior is one of the difference too, flat by default. */
export function bayesianView(
  { difference, se, reason }: Comparison,
  { direction = 'increase' }: ComparedMetric,
  prior: NormalPrior | null,
): BayesianView {
  if (difference === null || se === null || se === 0)
    return {
      chanceToWin: null,
      expectedLossChooseTreatment: null,
      expectedLossChooseControl: null,
      interval: null,
      reason: reason ?? 'zero-variance',
    };
  const effect = effectPosterior({ mean: difference, variance: se ** 2 }, prior);
  // Turned round before the tail is taken: 1 − chance would lose its digits near 1.
  const benefit =
    direction === 'increase'
      ? effect
      : effectPosterior(
          { mean: -difference, variance: se ** 2 },
          prior === null ? null : { ...prior, mean: -prior.mean },
        );
  return {
    chanceToWin: benefit.chanceToWin,
    expectedLossChooseTreatment: benefit.riskTreatment,
    expectedLossChooseControl: benefit.riskControl,
    interval: effect.ci,
    reason: null,
  };
}
