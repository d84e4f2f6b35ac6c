import type { MetricSums } from '@assay/contracts';
import type { Places } from './places.js';

export type Factor = 'y' | 'd' | 'x' | 'e' | 'w';

/** One of the exact sums kept of a metric: over units, of a product of their amounts. */
interface Moment {
  readonly column: string;
  /** What it is called in snapshots. */
  readonly field: Exclude<keyof MetricSums, 'metric' | 'version' | 'n' | 'buckets'>;
  readonly factors: readonly Factor[];
  readonly decimals: number;
}

const moment = (column: string, field: Moment['field'], ...factors: readonly Factor[]): Moment => ({
  column,
  field,
  factors,
  decimals: 6 * factors.length,
});

/**
 * Every sum there is, in the order of their columns: y is what is measured, d the denominator of a ratio, x and e the
 * same before first exposure, w the inverse of the propensity.
 */
export const MOMENTS: readonly Moment[] = [
  moment('sum', 'sum', 'y'),
  moment('sum_squares', 'sumSquares', 'y', 'y'),
  moment('denominator_sum', 'denominatorSum', 'd'),
  moment('denominator_sum_squares', 'denominatorSumSquares', 'd', 'd'),
  moment('numerator_denominator_sum', 'numeratorDenominatorSum', 'y', 'd'),
  moment('pre_sum', 'preSum', 'x'),
  moment('pre_sum_squares', 'preSumSquares', 'x', 'x'),
  moment('pre_post_sum', 'prePostSum', 'x', 'y'),
  moment('denominator_pre_sum', 'denominatorPreSum', 'e'),
  moment('denominator_pre_sum_squares', 'denominatorPreSumSquares', 'e', 'e'),
  moment('denominator_pre_post_sum', 'denominatorPrePostSum', 'e', 'd'),
  moment('pre_denominator_pre_sum', 'preDenominatorPreSum', 'x', 'e'),
  moment('denominator_pre_numerator_post_sum', 'denominatorPreNumeratorPostSum', 'e', 'y'),
  moment('pre_denominator_post_sum', 'preDenominatorPostSum', 'x', 'd'),
  moment('weight_sum', 'weightSum', 'w'),
  moment('weighted_sum', 'weightedSum', 'w', 'y'),
  moment('weighted_sum_squares', 'weightedSumSquares', 'w', 'w', 'y', 'y'),
  moment('weight_sum_squares', 'weightSumSquares', 'w', 'w'),
  moment('square_weighted_sum', 'squareWeightedSum', 'w', 'w', 'y'),
];

/** Places in `MOMENTS` of the sums that a metric needs: those whose amounts its units have. */
export function momentsOf(places: Places, weighted: boolean): readonly number[] {
  const have = Object.keys(places).join('') + (weighted ? 'w' : '');
  return MOMENTS.flatMap(({ factors }, place) =>
    factors.every((factor) => have.includes(factor)) ? [place] : [],
  );
}
