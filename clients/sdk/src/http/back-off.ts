/** How long to wait before another try. */
export interface RetryOptions {
  /** Before the second try, at most; milliseconds. */
  readonly firstMs?: number;
  /** Before any try, at most; milliseconds. */
  readonly mostMs?: number;
}

const FIRST_MS = 1_000;
const MOST_MS = 60_000;

/**
 * Exponential back-off with full jitter: clients that failed together do not come back together.
 * @param failures so far, from 1
 * @param random 0 to 1
 * @see https://aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter/
 */
export const backOffMs = (
  failures: number,
  { firstMs = FIRST_MS, mostMs = MOST_MS }: RetryOptions = {},
  random = Math.random(),
): number => Math.min(mostMs, firstMs * 2 ** Math.min(failures - 1, 30)) * random;
