import type { Limit } from '../limit.js';
import type { RateLimiter, Refusal } from '../rate-limiter.js';
import { Recent } from '../recent.js';
import { TokenBucket } from '../token-bucket.js';
import type { Account } from './account.js';
import { newAccount } from './account.js';
import type { Lender } from './lender.js';

export interface SharedRateLimiterParts {
  readonly limit: Limit;
  readonly lender: Lender;
  /** Milliseconds. */
  readonly now: () => number;
}

/** What has not been spent after this long goes back to where others can have it. */
const LOAN_MS = 1_000;
/** An empty bucket is not asked again at once, however fast it is refilled. */
const LEAST_REFUSAL_MS = 10;
const AWAY_MS = 1_000;
/** Smaller loans are not asked for in advance: they might not be spent. */
const LEAST_ADVANCE = 32;

/**
 * Limits what all processes together let through. Each borrows tokens from the shared bucket and spends them without
 * asking anybody: many while the bucket is full, one by one when it is nearly empty, so that together they let through
 * what the bucket had. While the lender is away each process keeps the limit by itself: nobody within it is refused.
 */
export class SharedRateLimiter implements RateLimiter {
  private readonly accounts = new Recent<Account>(newAccount);
  private readonly sweeping: NodeJS.Timeout;

  constructor(private readonly parts: SharedRateLimiterParts) {
    this.sweeping = setInterval(() => void this.giveBack(parts.now() - LOAN_MS), LOAN_MS).unref();
  }

  take(name: string): Refusal | undefined | Promise<Refusal | undefined> {
    const account = this.accounts.of(name);
    if (account.tokens > 0) {
      account.tokens -= 1;
      if (account.tokens < account.lowWater) void this.borrow(name, account);
      return undefined;
    }
    const now = this.parts.now();
    if (now < account.refusedUntil) return { retryAfterMs: account.refusedUntil - now };
    if (account.own === undefined) return this.borrowAndTake(name, account);
    // Whether the lender is back is asked in the background: nobody waits for it again.
    if (now >= account.awayUntil) void this.borrow(name, account);
    return account.own.take(now);
  }

  /** Gives back what it has not spent; the lender stays open for others. */
  async close(): Promise<void> {
    clearInterval(this.sweeping);
    await this.giveBack(Infinity);
  }

  private async borrowAndTake(name: string, account: Account): Promise<Refusal | undefined> {
    account.waiting += 1;
    await this.borrow(name, account);
    account.waiting -= 1;
    return this.take(name);
  }

  /** One loan at a time: whoever comes meanwhile waits for the same one. */
  private borrow(name: string, account: Account): Promise<void> {
    account.borrowing ??= this.askLender(name, account).finally(() => {
      account.borrowing = undefined;
    });
    return account.borrowing;
  }

  private async askLender(name: string, account: Account): Promise<void> {
    // Whoever comes in the same turn of the event loop is counted.
    await Promise.resolve();
    const { limit, lender, now } = this.parts;
    const loan = await lender.borrow({ name, limit, wanted: Math.max(1, account.waiting), back: 0 });
    const at = now();
    if (loan === undefined) {
      account.own ??= new TokenBucket(limit, at);
      account.awayUntil = at + AWAY_MS;
      account.lowWater = 0;
      return;
    }
    account.own = undefined;
    account.tokens += loan.tokens;
    account.borrowedAt = at;
    account.lowWater = loan.tokens >= LEAST_ADVANCE ? loan.tokens / 4 : 0;
    if (loan.tokens === 0) account.refusedUntil = at + Math.max(LEAST_REFUSAL_MS, Math.ceil(loan.waitMs));
  }

  /** Loans of before go back, as far as they have not been spent. */
  private async giveBack(before: number): Promise<void> {
    const { limit, lender } = this.parts;
    const returned: Promise<unknown>[] = [];
    for (const [name, account] of this.accounts.entries()) {
      const { tokens: back, borrowedAt } = account;
      if (back === 0 || borrowedAt > before) continue;
      account.tokens = 0;
      returned.push(lender.borrow({ name, limit, wanted: 0, back }));
    }
    await Promise.all(returned);
  }
}
