import type { BucketRange } from '@assay/bucketing';
import { BUCKETS } from '@assay/bucketing';

/** Buckets of ranges that do not overlap. */
export const widthOf = (ranges: readonly BucketRange[]): number =>
  ranges.reduce((sum, { from, to }) => sum + to - from, 0);

/** What nobody has, from the lowest bucket up. */
export function freeBuckets(taken: readonly BucketRange[]): readonly BucketRange[] {
  const free: BucketRange[] = [];
  let from = 0;
  for (const range of [...taken].sort((a, b) => a.from - b.from)) {
    if (range.from > from) free.push({ from, to: range.from });
    from = Math.max(from, range.to);
  }
  return from < BUCKETS ? [...free, { from, to: BUCKETS }] : free;
}

/** The first so many buckets of these ranges; undefined where there are not as many. */
export function firstFree(free: readonly BucketRange[], width: number): readonly BucketRange[] | undefined {
  const chosen: BucketRange[] = [];
  let left = width;
  for (const { from, to } of free) {
    if (left === 0) break;
    const part = Math.min(left, to - from);
    chosen.push({ from, to: from + part });
    left -= part;
  }
  return left === 0 ? chosen : undefined;
}
