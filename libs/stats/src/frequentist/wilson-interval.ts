import { normalQuantile } from '../distributions/normal-quantile.js';
import { requireOpenProbability, requireProportion } from '../errors/require.js';
import type { Interval } from './interval.js';
import type { ProportionSums } from './proportion.js';
import { bernoulliVariance } from './proportion.js';

/**
 * Between which values does a proportion lie?
 *
 * Wilson's score interval: holds its coverage at small counts and at proportions near 0 and 1, where the Wald
 * interval collapses.
 * @param arm successes and units
 * @param confidence in (0, 1), default .95
 * @returns the interval; its lower end is exactly 0 without successes, its upper end exactly 1 without
 *   failures, and without units it is [0, 1]
 * @throws StatsError for negative counts, more successes than units, or confidence outside (0, 1)
 * @see https://en.wikipedia.org/wiki/Binomial_proportion_confidence_interval#Wilson_score_interval
 * @example wilsonInterval({ successes: 0, n: 50 }) // [0, 0.0713…]
 */
export function wilsonInterval(arm: ProportionSums, confidence = 0.95): Interval {
  requireProportion('arm', arm);
  requireOpenProbability('confidence', confidence);
  const { n, successes } = arm;
  if (n === 0) return [0, 1];
  const z = -normalQuantile((1 - confidence) / 2);
  const z2 = z * z;
  const centre = successes / n + z2 / (2 * n);
  const halfWidth = z * Math.sqrt(bernoulliVariance(arm) / n + z2 / (4 * n * n));
  const scale = 1 + z2 / n;
  return [
    successes === 0 ? 0 : (centre - halfWidth) / scale,
    successes === n ? 1 : (centre + halfWidth) / scale,
  ];
}
