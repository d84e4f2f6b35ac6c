import type { SketchBucket, SketchGrid } from '@assay/stats';

/** Outcomes of one minute. */
export interface MinuteSums {
  readonly outcomes: number;
  readonly errors: number;
  /** Answers with a status of 500 and above. */
  readonly serverErrors: number;
  /** How many outcomes were in which bucket of {@link LATENCY_GRID}, ascending. */
  readonly latencies: readonly SketchBucket[];
}

/** Two percent of the latency, from a millisecond on. */
export const LATENCY_GRID: SketchGrid = { accuracy: 0.02, resolution: 1 };

/** The counts of each bucket together, ascending by bucket. */
export function addBuckets(buckets: readonly SketchBucket[]): readonly SketchBucket[] {
  const counts = new Map<number, number>();
  for (const [bucket, count] of buckets) counts.set(bucket, (counts.get(bucket) ?? 0) + count);
  return [...counts].sort(([a], [b]) => a - b);
}

export const MINUTE_MS = 60_000;

/** Sums of outcomes at an instant. */
export interface SumsAt extends MinuteSums {
  /** Milliseconds since 1970. */
  readonly at: number;
}

/**
 * The last minutes before an instant, the last one first; none goes back beyond the beginning.
 * @param now milliseconds since 1970
 * @param count how many minutes
 */
export function lastMinutes(sums: Iterable<SumsAt>, now: number, count: number): readonly MinuteSums[] {
  const minutes = Array.from({ length: count }, (): SumsAt[] => []);
  for (const one of sums) minutes[Math.max(0, Math.ceil((now - one.at) / MINUTE_MS) - 1)]?.push(one);
  return minutes.map((parts) => ({
    outcomes: total(parts, ({ outcomes }) => outcomes),
    errors: total(parts, ({ errors }) => errors),
    serverErrors: total(parts, ({ serverErrors }) => serverErrors),
    latencies: addBuckets(parts.flatMap(({ latencies }) => latencies)),
  }));
}

const total = (parts: readonly SumsAt[], count: (one: SumsAt) => number): number =>
  parts.reduce((sum, one) => sum + count(one), 0);
