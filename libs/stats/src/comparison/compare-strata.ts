import { studentTCdf } from '../distributions/student-t-cdf.js';
import { studentTQuantile } from '../distributions/student-t-quantile.js';
import { requireOpenProbability } from '../errors/require.js';
import { intervalAround } from '../frequentist/interval.js';
import { welchDegreesOfFreedom } from '../frequentist/welch-comparison.js';
import type { Comparison } from './comparison.js';
import type { ComparisonOptions } from './phase-sums.js';
import { stratifiedEffect } from './stratified-effect.js';
import type { Strata, Stratum } from './strata.js';

/** Welch's comparison over strata, with Satterthwaite's degrees of freedom over all their variances. */
export function compareStrata(strata: Strata, options: ComparisonOptions): Comparison {
  const alpha = options.alpha ?? 0.05;
  requireOpenProbability('alpha', alpha);
  const effect = stratifiedEffect(strata, options);
  const { difference, se } = effect;
  const df = strataDegreesOfFreedom(strata);
  if (difference === null || se === null || se === 0 || df === null)
    return { ...effect, df: null, statistic: null, pValue: null, interval: null };
  const t = difference / se;
  return {
    ...effect,
    df,
    statistic: t,
    pValue: 2 * studentTCdf(-Math.abs(t), df),
    interval: intervalAround(difference, studentTQuantile(1 - alpha / 2, df) * se),
  };
}

const strataDegreesOfFreedom = ({ used }: Strata): number | null =>
  welchDegreesOfFreedom(used.flatMap(termsOf));

const termsOf = ({ control, treatment, weight }: Stratum) =>
  [control, treatment].map(({ n, variance }) => ({ squaredError: (weight ** 2 * (variance ?? 0)) / n, n }));
