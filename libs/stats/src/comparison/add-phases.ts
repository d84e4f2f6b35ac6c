import { mergeSketches } from '../sketch/sketch-arithmetic.js';
import type { SketchBucket } from '../sketch/sketch.js';
import { sketchOfBuckets } from '../sketch/sketch.js';
import { plus } from '../sums/cross-products.js';
import type { DecimalInput, ExactDecimal } from '../sums/exact-decimal.js';
import { exactDecimal } from '../sums/exact-decimal.js';
import type { MetricPhase, MetricSums } from './metric-sums.js';

type DecimalField = Exclude<keyof MetricSums, 'n' | 'buckets'>;

const OPTIONAL_FIELDS = [
  'denominatorSum',
  'denominatorSumSquares',
  'numeratorDenominatorSum',
  'preSum',
  'preSumSquares',
  'prePostSum',
  'denominatorPreSum',
  'denominatorPreSumSquares',
  'denominatorPrePostSum',
  'preDenominatorPreSum',
  'denominatorPreNumeratorPostSum',
  'preDenominatorPostSum',
  'weightSum',
  'weightedSum',
  'weightedSumSquares',
  'weightSumSquares',
  'squareWeightedSum',
] as const satisfies readonly DecimalField[];

/**
 * Which sums do the units of several rows have together?
 *
 * Exact: days, partitions or phases may be added up in any order. Sums that no row has stay away.
 * @param rows sums of units that are in one row only
 * @throws InvalidDecimalError for a sum that is not a decimal
 * @see https://en.wikipedia.org/wiki/Sufficient_statistic
 * @example addPhases([{ n: 1, sum: '0.1', sumSquares: '0.01' }, { n: 2, sum: '0.2', sumSquares: '0.02' }]).n // 3
 */
export function addPhases(rows: readonly MetricSums[]): MetricSums {
  const of = (field: DecimalField): readonly DecimalInput[] =>
    rows.map((row) => row[field]).filter((value) => value !== undefined);
  const optional = OPTIONAL_FIELDS.filter((field) => of(field).length > 0);
  const buckets = rows.map((row) => row.buckets).filter((entry) => entry !== undefined);
  return {
    n: rows.reduce((units, { n }) => units + n, 0),
    sum: added(of('sum')),
    sumSquares: added(of('sumSquares')),
    ...Object.fromEntries(optional.map((field) => [field, added(of(field))])),
    ...(buckets.length === 0 ? {} : { buckets: merged(buckets) }),
  };
}

/**
 * Which sums does each phase have, when they are kept in several rows (days, partitions)?
 * @param rows sums of units that are in one row only, each with its phase
 * @returns an entry for each phase, ascending
 * @throws InvalidDecimalError for a sum that is not a decimal
 * @see https://en.wikipedia.org/wiki/Sufficient_statistic
 * @example addByPhase([{ phase: 2, n: 1, sum: 1, sumSquares: 1 }, { phase: 2, n: 3, sum: 1, sumSquares: 1 }])[0].n // 4
 */
export function addByPhase(rows: readonly MetricPhase[]): readonly MetricPhase[] {
  const phases = [...new Set(rows.map(({ phase }) => phase))].sort((a, b) => a - b);
  return phases.map((phase) => ({ phase, ...addPhases(rows.filter((row) => row.phase === phase)) }));
}

const added = (values: readonly DecimalInput[]): ExactDecimal =>
  plus(exactDecimal(0), ...values.map(exactDecimal));
function merged(sketches: readonly (readonly SketchBucket[])[]): readonly SketchBucket[] {
  const [first = [], ...rest] = sketches;
  if (rest.length === 0) return first;
  return mergeSketches(...sketches.map((buckets) => sketchOfBuckets(buckets))).buckets;
}
