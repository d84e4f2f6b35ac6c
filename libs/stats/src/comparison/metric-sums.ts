import type { DecimalInput } from '../sums/exact-decimal.js';
import type { SketchBucket } from '../sketch/sketch.js';

/**
 * Exact sums of one metric over the units of one variant; what a metric does not need may be left out.
 * `sum` is of the value, or of 0 and 1 for proportions and retention.
 */
export interface MetricSums {
  readonly n: number;
  readonly sum: DecimalInput;
  readonly sumSquares: DecimalInput;
  /** Ratios: the denominator d of each unit beside its numerator y. */
  readonly denominatorSum?: DecimalInput;
  readonly denominatorSumSquares?: DecimalInput;
  readonly numeratorDenominatorSum?: DecimalInput;
  /** CUPED: the covariate x of each unit, and for ratios that of its denominator, e. */
  readonly preSum?: DecimalInput;
  readonly preSumSquares?: DecimalInput;
  readonly prePostSum?: DecimalInput;
  readonly denominatorPreSum?: DecimalInput;
  readonly denominatorPreSumSquares?: DecimalInput;
  readonly denominatorPrePostSum?: DecimalInput;
  readonly preDenominatorPreSum?: DecimalInput;
  readonly denominatorPreNumeratorPostSum?: DecimalInput;
  readonly preDenominatorPostSum?: DecimalInput;
  /** Bandits: Σ1/p, Σy/p, Σy²/p², Σ1/p² and Σy/p² with the propensity p of each unit's assignment. */
  readonly weightSum?: DecimalInput;
  readonly weightedSum?: DecimalInput;
  readonly weightedSumSquares?: DecimalInput;
  readonly weightSumSquares?: DecimalInput;
  readonly squareWeightedSum?: DecimalInput;
  /** Quantiles: units by bucket of the default grid of sketches, ascending. */
  readonly buckets?: readonly SketchBucket[];
}

/** The same in one phase of a run. */
export interface MetricPhase extends MetricSums {
  readonly phase: number;
}

export type ComparedMetricType = 'proportion' | 'mean' | 'count' | 'ratio' | 'quantile' | 'retention';

/** What has to be known of a metric to compare its arms. */
export interface ComparedMetric {
  readonly type: ComparedMetricType;
  /** Which quantile, in (0, 1); the median by default. */
  readonly quantile?: number;
  /** Which way is good; upwards by default. */
  readonly direction?: 'increase' | 'decrease';
  /** Take the covariate out; not possible for quantiles. */
  readonly cuped?: boolean;
}

/** The two arms of a comparison, an entry for each phase. */
export interface MetricArms {
  readonly control: readonly MetricPhase[];
  readonly treatment: readonly MetricPhase[];
}

export const isProportion = ({ type }: ComparedMetric): boolean =>
  type === 'proportion' || type === 'retention';
