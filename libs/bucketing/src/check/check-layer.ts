import type { BucketRange } from '../definition/definition.js';
import { BUCKETS } from '../hash/bucket.js';
import type { DefinitionProblem } from './definition-problem.js';
import { MOST_PROBLEMS, problem, under } from './definition-problem.js';

/** The part of a layer that somebody has, or asks for. */
export interface LayerPart {
  readonly experiment: string;
  readonly ranges: readonly BucketRange[];
}

interface PlacedRange extends BucketRange {
  readonly experiment: string;
  readonly path: string;
}

const text = ({ from, to }: BucketRange): string => `${String(from)}–${String(to)}`;

const isRange = ({ from, to }: BucketRange): boolean =>
  Number.isInteger(from) && Number.isInteger(to) && from >= 0 && from < to && to <= BUCKETS;

function overlap(before: PlacedRange, range: PlacedRange): DefinitionProblem | undefined {
  if (range.from >= before.to) return undefined;
  const { from, to } = range;
  const same = before.from === from && before.to === to;
  const message = `${text(range)} of ${range.experiment} and ${text(before)} of ${before.experiment} share buckets`;
  return problem(same ? 'RANGE_REPEATED' : 'RANGE_OVERLAPS', range.path, { from, to }, message);
}

function overlaps(ranges: readonly PlacedRange[]): readonly DefinitionProblem[] {
  const sorted = [...ranges].sort((left, right) => left.from - right.from || left.to - right.to);
  const problems: DefinitionProblem[] = [];
  let furthest = sorted[0];
  for (const range of sorted.slice(1)) {
    const found = furthest && overlap(furthest, range);
    if (found !== undefined) problems.push(found);
    if (furthest === undefined || range.to > furthest.to) furthest = range;
  }
  return problems;
}

function overfull(ranges: readonly PlacedRange[], path: string): readonly DefinitionProblem[] {
  const buckets = ranges.reduce((sum, { from, to }) => sum + to - from, 0);
  if (buckets <= BUCKETS) return [];
  const percent = (buckets / BUCKETS) * 100;
  return [problem('LAYER_OVERFULL', path, percent, `the parts add up to ${String(percent)} % of the layer`)];
}

/**
 * Do the parts of a layer exclude each other? Every range must lie within the 10,000 buckets, none may share a bucket
 * with another, and together they cannot be more than the layer.
 * @param parts every experiment's, the one that is being changed included
 * @returns at most 20 problems
 * @example checkLayer([{ experiment: 'a', ranges: [{ from: 0, to: 5000 }] }]) // []
 */
export function checkLayer(parts: readonly LayerPart[], path = 'layer'): readonly DefinitionProblem[] {
  const ranges = parts.flatMap(({ experiment, ranges: own }) =>
    own.map(({ from, to }, index) => ({
      from,
      to,
      experiment,
      path: under(path, experiment, 'ranges', index),
    })),
  );
  const malformed = ranges.filter((range) => !isRange(range));
  if (malformed.length > 0)
    return malformed
      .slice(0, MOST_PROBLEMS)
      .map(({ from, to, path: at }) =>
        problem('RANGE_INVALID', at, { from, to }, `is not 0 ≤ from < to ≤ ${String(BUCKETS)}`),
      );
  return [...overfull(ranges, path), ...overlaps(ranges)].slice(0, MOST_PROBLEMS);
}
