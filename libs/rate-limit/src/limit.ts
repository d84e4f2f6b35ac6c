/** How much is allowed: a bucket that holds `burst` and is refilled at a steady rate. */
export interface Limit {
  /** Refilled each second; above 0. */
  readonly perSecond: number;
  /** What may come at once; at least 1. */
  readonly burst: number;
}

/**
 * A limit that allows a second’s worth at once.
 * @param perSecond above 0; below 1 the burst is 1
 * @example perSecond(100) // { perSecond: 100, burst: 100 }
 */
export const perSecond = (rate: number): Limit => ({
  perSecond: rate,
  burst: Math.max(1, Math.floor(rate)),
});
