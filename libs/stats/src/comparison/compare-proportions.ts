import { normalQuantile } from '../distributions/normal-quantile.js';
import { normalSurvival } from '../distributions/normal-survival.js';
import { requireOpenProbability } from '../errors/require.js';
import { intervalAround } from '../frequentist/interval.js';
import { proportionMoments } from '../frequentist/proportion.js';
import type { Comparison } from './comparison.js';
import type { ComparisonOptions, ProportionPhase } from './phase-sums.js';
import { stratifiedEffect } from './stratified-effect.js';
import type { Stratum } from './strata.js';
import { joinPhases, weightedSum } from './strata.js';

/**
 * Do more (or fewer) units of treatment than of control have the event, over all phases of a run?
 *
 * Per phase the two-proportion z test, z and p-value pooled, interval unpooled; phases are strata weighted by
 * their units, never pooled, because a change of weights in a run that trends would make a difference by itself
 * (Simpson's paradox). The sequence is the one that decides promotions. With one phase this is `twoProportionZ`.
 * @param control counts of the control variant, one entry for each phase
 * @param treatment counts of the variant that is held against it
 * @param options alpha and planned units, fixed before the first look
 * @returns difference, lift, fixed-horizon and always-valid p-value and interval; null with a reason where the
 *   data give none
 * @throws StatsError for bad counts and parameters outside their domains
 * @see https://arxiv.org/abs/2103.06476
 * @example
 * compareProportions([{ phase: 1, n: 44700, successes: 8502 }], [{ phase: 1, n: 45489, successes: 8279 }]).statistic // -3.164359
 */
export function compareProportions(
  control: readonly ProportionPhase[],
  treatment: readonly ProportionPhase[],
  options: ComparisonOptions = {},
): Comparison {
  const alpha = options.alpha ?? 0.05;
  requireOpenProbability('alpha', alpha);
  const strata = joinPhases(armsOf('control', control), armsOf('treatment', treatment));
  const effect = stratifiedEffect(strata, options);
  const { difference, se } = effect;
  const pooledVariance = weightedSum(strata.used, pooledSquaredError, 2);
  const testable = difference !== null && pooledVariance !== null && pooledVariance > 0;
  const statistic = testable ? difference / Math.sqrt(pooledVariance) : null;
  return {
    ...effect,
    statistic,
    df: null,
    pValue: statistic === null ? null : 2 * normalSurvival(Math.abs(statistic)),
    interval:
      difference === null || se === null || se === 0
        ? null
        : intervalAround(difference, -normalQuantile(alpha / 2) * se),
  };
}

const armsOf = (field: string, phases: readonly ProportionPhase[]) =>
  phases.map((sums) => ({ phase: sums.phase, arm: proportionMoments(field, sums) }));

function pooledSquaredError({ control, treatment }: Stratum): number | null {
  if (control.mean === null || treatment.mean === null) return null;
  const pooled = (control.mean * control.n + treatment.mean * treatment.n) / (control.n + treatment.n);
  return pooled * (1 - pooled) * (1 / control.n + 1 / treatment.n);
}
