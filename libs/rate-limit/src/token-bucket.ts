import type { Limit } from './limit.js';
import type { Refusal } from './rate-limiter.js';

const SECOND_MS = 1_000;

/**
 * A bucket of tokens in this process: full at the beginning, refilled at a steady rate.
 * @see https://en.wikipedia.org/wiki/Token_bucket
 */
export class TokenBucket {
  private tokens: number;

  /** @param at milliseconds, of the clock that `take` is asked by */
  constructor(
    private readonly limit: Limit,
    private at: number,
  ) {
    this.tokens = limit.burst;
  }

  /** Takes a token; a clock that goes back refills nothing. */
  take(now: number): Refusal | undefined {
    const { perSecond, burst } = this.limit;
    const elapsed = Math.max(0, now - this.at);
    this.tokens = Math.min(burst, this.tokens + (elapsed * perSecond) / SECOND_MS);
    this.at = now;
    if (this.tokens >= 1) {
      this.tokens -= 1;
      return undefined;
    }
    return { retryAfterMs: Math.ceil(((1 - this.tokens) * SECOND_MS) / perSecond) };
  }
}
