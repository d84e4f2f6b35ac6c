import type { MetricSpec } from '@assay/contracts';
import type { ComparedMetric } from '@assay/stats';
import { StatsError } from '@assay/stats';

/** What the statistics need to know of a metric. */
export const comparedMetric = ({ type, quantile, direction, cuped }: MetricSpec): ComparedMetric => ({
  type,
  direction,
  cuped: cuped !== undefined,
  ...(quantile === undefined ? {} : { quantile }),
});

/**
 * The result, or why there is none: sums that no values can have (an event of an older version may carry such) are
 * told in words, and keep nobody from reading the rest.
 */
export function computedOr<Result, Other>(compute: () => Result, otherwise: (reason: string) => Other) {
  try {
    return compute();
  } catch (error) {
    if (error instanceof StatsError) return otherwise(`${error.code}: ${error.message}`);
    throw error;
  }
}
