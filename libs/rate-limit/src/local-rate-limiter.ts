import type { Limit } from './limit.js';
import type { RateLimiter, Refusal } from './rate-limiter.js';
import { Recent } from './recent.js';
import { TokenBucket } from './token-bucket.js';

/** Limits what one process lets through: exact where there is one, times their number where there are several. */
export class LocalRateLimiter implements RateLimiter {
  private readonly buckets: Recent<TokenBucket>;

  /** @param now milliseconds */
  constructor(
    limit: Limit,
    private readonly now: () => number,
  ) {
    this.buckets = new Recent(() => new TokenBucket(limit, now()));
  }

  take(name: string): Refusal | undefined {
    return this.buckets.of(name).take(this.now());
  }

  close(): Promise<void> {
    return Promise.resolve();
  }
}
