/** Counts of neighbouring buckets, which are stored and read together. */
interface SketchPage {
  readonly page: number;
  readonly counts: readonly number[];
}

/** How many buckets a page has. */
export const PAGE_SIZE = 128;

/** Where a bucket lies. */
export function placeOf(bucket: number): { readonly page: number; readonly place: number } {
  const page = Math.floor(bucket / PAGE_SIZE);
  return { page, place: bucket - page * PAGE_SIZE };
}

/**
 * Pages as the database writes them. JSON of an array costs it several times the text.
 * @param counts such as `{0,3,1}`
 */
export const readPage = ({
  page,
  counts,
}: {
  readonly page: number;
  readonly counts: string;
}): SketchPage => ({
  page,
  counts: JSON.parse(`[${counts.slice(1, -1)}]`) as number[],
});

type Bucket = [bucket: number, count: number];

/**
 * The counts of pages, added up, as buckets in ascending order; empty ones are left out.
 * @param units all that the sketch is of: those without a value are in no page
 */
export function bucketsOf(pages: readonly SketchPage[], units: number): Bucket[] {
  const sums = new Map<number, number[]>();
  for (const { page, counts } of pages) {
    const sum = sums.get(page);
    if (sum === undefined) sums.set(page, [...counts]);
    else
      for (let place = 0; place < PAGE_SIZE; place += 1)
        sum[place] = (sum[place] ?? 0) + (counts[place] ?? 0);
  }
  const buckets: Bucket[] = [];
  for (const [page, counts] of [...sums].sort(([one], [other]) => one - other))
    for (let place = 0; place < PAGE_SIZE; place += 1) {
      const count = counts[place] ?? 0;
      if (count !== 0) buckets.push([page * PAGE_SIZE + place, count]);
    }
  return withZeros(buckets, units);
}

/** Buckets in ascending order with bucket 0, which is not stored: it has the units that are in no other one. */
export function withZeros(buckets: readonly Bucket[], units: number): Bucket[] {
  const zeros = buckets.reduce((rest, [, count]) => rest - count, units);
  if (zeros === 0) return [...buckets];
  const positive = buckets.findIndex(([bucket]) => bucket > 0);
  return buckets.toSpliced(positive === -1 ? buckets.length : positive, 0, [0, zeros]);
}
