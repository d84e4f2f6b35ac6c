import { connectRedis, deadline } from '@assay/sticky';
import type { Redis } from 'ioredis';
import type { Lender, Loan, LoanRequest } from '../shared/lender.js';
import { LEND } from './lend.lua.js';

export interface RedisLenderOptions {
  readonly url: string;
  /** Before every key, e.g. `assay:`. */
  readonly keyPrefix?: string;
  /** How long Redis may take to answer, milliseconds (default 50). */
  readonly timeoutMs?: number;
  readonly random?: () => number;
  /** A loan that could not be had: the limit is kept by each process alone for a second. */
  readonly onAway?: (error: unknown) => void;
}

const TIMEOUT_MS = 50;
const SECOND_MS = 1_000;
/** After a failure Redis is left alone for this long: not everybody has to wait to learn that it is away. */
const REST_MS = 1_000;

interface LendingRedis extends Redis {
  lend(key: string, ...values: readonly number[]): Promise<[number, number]>;
}

/** Buckets in Redis, by its clock. */
export class RedisLender implements Lender {
  private readonly redis: LendingRedis;
  private readonly timeoutMs: number;
  private restUntil = 0;

  constructor(private readonly options: RedisLenderOptions) {
    this.timeoutMs = options.timeoutMs ?? TIMEOUT_MS;
    const { url, random = Math.random } = options;
    const onError = (error: unknown): void => options.onAway?.(error);
    this.redis = connectRedis({ url, giveUpMs: this.timeoutMs * 2, random, onError }) as LendingRedis;
    this.redis.defineCommand('lend', { numberOfKeys: 1, lua: LEND });
  }

  async borrow({ name, limit, wanted, back }: LoanRequest): Promise<Loan | undefined> {
    if (performance.now() < this.restUntil) return undefined;
    const key = `${this.options.keyPrefix ?? 'assay:'}rate:${name}`;
    try {
      const asked = this.redis.lend(key, limit.perSecond / SECOND_MS, limit.burst, wanted, back);
      const [tokens, waitMs] = await deadline(this.timeoutMs, asked);
      return { tokens, waitMs };
    } catch (error) {
      this.restUntil = performance.now() + REST_MS;
      this.options.onAway?.(error);
      return undefined;
    }
  }

  close(): void {
    this.redis.disconnect();
  }
}
