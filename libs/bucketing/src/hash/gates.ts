import type { BucketRange } from '../definition/definition.js';
import type { GateRule } from '../definition/hashing.js';
import type { AllocationPlan, Allocator } from './bucketing-algorithm.js';

/** What an algorithm says of its buckets; the gate rules are the same for all. */
export interface Spread {
  /** Of the system that the algorithm comes from. */
  readonly gate: GateRule;
  readonly buckets: number;
  readonly bucketOf: (unit: string) => number;
  /** By a hash of its own: which units take part when this percentage does. */
  gateAt(percent: number): (unit: string) => boolean;
  /** The first `coverage` (0–1) of each variant's buckets. */
  ranges(coverage: number): readonly BucketRange[];
}

const ALL = 1;

const width = ({ from, to }: BucketRange): number => Math.max(to - from, 0);

/** Which range holds a bucket; -1: none. Bounds in flat arrays, because every unit asks. */
function holding(ranges: readonly BucketRange[]): (bucket: number) => number {
  const [froms, tos] = [Int32Array.from(ranges, ({ from }) => from), Int32Array.from(ranges, ({ to }) => to)];
  return (bucket) => {
    for (let at = 0; at < froms.length; at += 1)
      if (bucket >= (froms[at] ?? 0) && bucket < (tos[at] ?? 0)) return at;
    return -1;
  };
}

const cutAt = (ranges: readonly BucketRange[], limit: number): readonly BucketRange[] =>
  ranges.map(({ from, to }) => ({ from, to: Math.min(to, limit) }));

function sharesOf(ranges: readonly BucketRange[]): readonly number[] {
  const total = ranges.reduce((sum, range) => sum + width(range), 0);
  return ranges.map((range) => (total === 0 ? 0 : width(range) / total));
}

function independent(spread: Spread, percent: number): Allocator {
  const ranges = spread.ranges(ALL);
  return {
    gateFollowsWeights: false,
    propensities: sharesOf(ranges),
    takesPart: spread.gateAt(percent),
    bucketOf: spread.bucketOf,
    variantAt: holding(ranges),
  };
}

function covering(spread: Spread, percent: number): Allocator {
  const ranges = spread.ranges(Math.min(Math.max(percent / 100, 0), ALL));
  const variantAt = holding(ranges);
  return {
    gateFollowsWeights: true,
    propensities: sharesOf(ranges),
    takesPart: (unit) => variantAt(spread.bucketOf(unit)) >= 0,
    bucketOf: spread.bucketOf,
    variantAt,
  };
}

function shared(spread: Spread, percent: number): Allocator {
  const limit = Math.ceil((percent * spread.buckets) / 100);
  const ranges = spread.ranges(ALL);
  return {
    gateFollowsWeights: false,
    propensities: sharesOf(cutAt(ranges, limit)),
    takesPart: (unit) => spread.bucketOf(unit) < limit,
    bucketOf: spread.bucketOf,
    variantAt: holding(ranges),
  };
}

const GATES: Readonly<Record<GateRule, (spread: Spread, percent: number) => Allocator>> = {
  independent,
  coverage: covering,
  shared,
};

/** Spreads the units by the gate that the definition names, else by the algorithm's own. */
export const allocatorOf = ({ hashing, trafficAllocation }: AllocationPlan, spread: Spread): Allocator =>
  GATES[hashing.gate ?? spread.gate](spread, trafficAllocation);
