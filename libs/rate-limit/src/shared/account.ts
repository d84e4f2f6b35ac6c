import type { TokenBucket } from '../token-bucket.js';

/** What one process has of somebody’s bucket. */
export interface Account {
  /** Borrowed, and not spent yet. */
  tokens: number;
  /** Fewer than this: the next loan is asked for before they are gone. */
  lowWater: number;
  borrowedAt: number;
  /** The bucket is empty until then. */
  refusedUntil: number;
  /** The lender is not asked until then: this process keeps the limit by itself. */
  awayUntil: number;
  own: TokenBucket | undefined;
  waiting: number;
  borrowing: Promise<void> | undefined;
}

export const newAccount = (): Account => ({
  tokens: 0,
  lowWater: 0,
  borrowedAt: 0,
  refusedUntil: 0,
  awayUntil: 0,
  own: undefined,
  waiting: 0,
  borrowing: undefined,
});
