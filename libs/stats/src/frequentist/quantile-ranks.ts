import { binomialCdf, binomialQuantile } from '../distributions/binomial.js';
import { normalQuantile } from '../distributions/normal-quantile.js';
import type { NothingToCompute } from '../errors/nothing-to-compute.js';
import { requireCount, requireOpenProbability } from '../errors/require.js';

export interface Ranks {
  readonly lowerRank: number;
  readonly upperRank: number;
}

/** Between which order statistics a quantile lies; ranks count from 1. */
export interface QuantileRanks {
  readonly normalApprox: Ranks | null;
  readonly binomialExact: (Ranks & { readonly coverage: number }) | null;
  readonly reason: NothingToCompute | null;
}

/**
 * Between which two of the sorted values does a quantile lie?
 *
 * Distribution-free limits: the number of values below the quantile is binomial, whatever the distribution.
 * @param sample n values, nu in (0, 1) the quantile, confidence in (0, 1) (default .95)
 * @returns ranks from 1 to n by the normal approximation and by the binomial itself, with the coverage the
 *   latter has; null without values
 * @throws StatsError for n below 0 and probabilities outside (0, 1)
 * @see https://doi.org/10.1002/9780470316481 Hahn, Meeker: Statistical Intervals, section 5.2
 * @example quantileRanks({ n: 5000, nu: 0.95 }).normalApprox // { lowerRank: 4719, upperRank: 4781 }
 */
export function quantileRanks(sample: {
  readonly n: number;
  readonly nu: number;
  readonly confidence?: number;
}): QuantileRanks {
  const { n, nu, confidence = 0.95 } = sample;
  requireCount('n', n);
  requireOpenProbability('nu', nu);
  requireOpenProbability('confidence', confidence);
  if (n === 0) return { normalApprox: null, binomialExact: null, reason: 'no-units' };
  const e = (1 - confidence) / 2;
  const half = -normalQuantile(e) * Math.sqrt((nu * (1 - nu)) / n);
  const within = (rank: number): number => Math.min(n, Math.max(1, rank));
  const binomial = { n, p: nu };
  const lowerRank = within(binomialQuantile(e, binomial));
  const upperRank = within(binomialQuantile(1 - e, binomial) + 1);
  const coverage = binomialCdf(upperRank - 1, binomial) - binomialCdf(lowerRank - 1, binomial);
  return {
    normalApprox: {
      lowerRank: within(Math.floor(n * (nu - half))),
      upperRank: within(Math.ceil(n * (nu + half))),
    },
    binomialExact: { lowerRank, upperRank, coverage },
    reason: null,
  };
}
