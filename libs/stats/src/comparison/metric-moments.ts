import { InconsistentSumsError } from '../errors/inconsistent-sums.error.js';
import type { RatioSums } from '../frequentist/delta-ratio.js';
import { ratioMoments } from '../frequentist/delta-ratio.js';
import { proportionMoments } from '../frequentist/proportion.js';
import { quantileMoments } from '../frequentist/quantile-comparison.js';
import { quantileArm } from '../sketch/quantile-arm.js';
import { sketchOfBuckets } from '../sketch/sketch.js';
import { quotient } from '../sums/cross-products.js';
import { exactDecimal } from '../sums/exact-decimal.js';
import { fromSums } from '../sums/from-sums.js';
import type { ComparedMetric, MetricSums } from './metric-sums.js';
import type { StratumArm } from './strata.js';

const MEDIAN = 0.5;
const NO_UNITS: StratumArm = { n: 0, mean: null, variance: null };

/** Value and unit variance of a metric in one arm, whatever its type. */
export function metricMoments(metric: ComparedMetric, sums: MetricSums): StratumArm {
  switch (metric.type) {
    case 'proportion':
    case 'retention':
      return proportionMoments('arm', successesOf(sums));
    case 'mean':
    case 'count':
      return fromSums(sums);
    case 'ratio':
      return ratioMoments(ratioSumsOf(sums));
    case 'quantile':
      return quantileStratum(metric, sums);
  }
}

export const successesOf = ({ n, sum }: MetricSums) => ({
  n,
  successes: quotient(exactDecimal(sum), exactDecimal(1)),
});

export const ratioSumsOf = (sums: MetricSums): RatioSums => ({
  n: sums.n,
  numSum: sums.sum,
  numSumSquares: sums.sumSquares,
  denSum: sums.denominatorSum ?? 0,
  denSumSquares: sums.denominatorSumSquares ?? 0,
  numDenSumProducts: sums.numeratorDenominatorSum ?? 0,
});

/** Quantile and limits of an arm; null without units. */
export function quantileOf({ quantile = MEDIAN }: ComparedMetric, { n, buckets = [] }: MetricSums) {
  const arm = quantileArm(sketchOfBuckets(buckets), quantile);
  if ((arm?.n ?? 0) !== n)
    throw new InconsistentSumsError(`${String(n)} units, and ${String(arm?.n ?? 0)} in the buckets`);
  return arm;
}

function quantileStratum(metric: ComparedMetric, sums: MetricSums): StratumArm {
  const arm = quantileOf(metric, sums);
  return arm === null ? NO_UNITS : quantileMoments(arm);
}
