import { fromSums } from '../sums/from-sums.js';
import { compareStrata } from './compare-strata.js';
import type { Comparison } from './comparison.js';
import type { ComparisonOptions, MeanPhase } from './phase-sums.js';
import { joinPhases } from './strata.js';

/**
 * Do the units of treatment have a higher (or lower) mean than those of control, over all phases of a run?
 *
 * Per phase Welch's comparison; phases are strata weighted by their units, never pooled, with Satterthwaite's
 * degrees of freedom over all their variances. The sequence is the one that decides promotions. With one phase
 * this is `welchT`.
 * @param control sums of the control variant, one entry for each phase
 * @param treatment sums of the variant that is held against it
 * @param options alpha and planned units, fixed before the first look
 * @returns difference, lift, fixed-horizon and always-valid p-value and interval; null with a reason where the
 *   data give none
 * @throws StatsError for sums that no values can have and parameters outside their domains
 * @see https://en.wikipedia.org/wiki/Welch%27s_t-test
 * @example
 * compareMeans([{ phase: 1, n: 3, sum: 6, sumSquares: 14 }], [{ phase: 1, n: 3, sum: 9, sumSquares: 29 }]).difference // 1
 */
export function compareMeans(
  control: readonly MeanPhase[],
  treatment: readonly MeanPhase[],
  options: ComparisonOptions = {},
): Comparison {
  return compareStrata(joinPhases(armsOf(control), armsOf(treatment)), options);
}

const armsOf = (phases: readonly MeanPhase[]) =>
  phases.map((sums) => ({ phase: sums.phase, arm: fromSums(sums) }));
