import type { ProportionSums } from './proportion.js';
import { proportionMoments } from './proportion.js';
import type { WelchComparison, WelchOptions } from './welch-comparison.js';
import { welchComparison } from './welch-comparison.js';

/**
 * By how much, absolutely or relative to control, does a proportion differ?
 *
 * Welch's comparison over 0/1 values with variance p(1 − p), as GrowthBook computes it.
 * @param control baseline arm
 * @param treatment arm that is held against it
 * @param options effect, alpha in (0, 1), alternative
 * @returns estimate, standard error, degrees of freedom, t, p-value and interval
 * @throws StatsError for negative counts and for more successes than units
 * @see https://arxiv.org/abs/1803.06336
 * @example proportionWelch({ successes: 14, n: 28 }, { successes: 16, n: 30 }, { effect: 'relative' }).estimate // 0.0666…
 */
export const proportionWelch = (
  control: ProportionSums,
  treatment: ProportionSums,
  options: WelchOptions = {},
): WelchComparison =>
  welchComparison(proportionMoments('control', control), proportionMoments('treatment', treatment), options);
