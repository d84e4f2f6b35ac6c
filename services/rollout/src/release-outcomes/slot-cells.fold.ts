import type { SketchBucket } from '@assay/stats';

/**
 * Outcomes of one slot that had the same side: how many, how many failed, and their latencies in milliseconds as the
 * buckets of a sketch. The side is {@link CANARY} or {@link STABLE}, or, where the outcome named none, the place of
 * its unit among 100: which side that is depends on the percentage, which the fold does not know.
 */
export type Cell = readonly [
  side: number,
  outcomes: number,
  errors: number,
  latencies: readonly SketchBucket[],
];

export const CANARY = -1;
export const STABLE = -2;

function together(a: readonly SketchBucket[], b: readonly SketchBucket[]): readonly SketchBucket[] {
  if (b.length === 0) return a;
  const counts = new Map(a);
  for (const [bucket, count] of b) counts.set(bucket, (counts.get(bucket) ?? 0) + count);
  return [...counts].sort(([one], [other]) => one - other);
}

/** Adds up cells of the same side; the order in which they come makes no difference. */
export function foldCells(cells: readonly Cell[]): readonly Cell[] {
  const folded = new Map<number, Cell>();
  for (const cell of cells) {
    const [side, outcomes, errors, latencies] = cell;
    const known = folded.get(side);
    folded.set(
      side,
      known === undefined
        ? cell
        : [side, known[1] + outcomes, known[2] + errors, together(known[3], latencies)],
    );
  }
  return [...folded.values()].sort(([one], [other]) => one - other);
}
