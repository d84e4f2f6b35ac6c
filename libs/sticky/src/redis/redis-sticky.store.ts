import { ConsecutiveBreaker, circuitBreaker, handleAll } from 'cockatiel';
import type { CircuitBreakerPolicy } from 'cockatiel';
import type { Redis } from 'ioredis';
import type { HeldEntry, StickyEntry, StickyKey, StickyLookup, StickyStore } from '../port.js';
import { deadline } from '../flow/within.js';
import { stickyKeyText } from '../sticky-key-text.js';
import { connectRedis } from './redis-connection.js';
import { CONFIRMED, CONFIRMED_AT, decodeEntry, encodeEntry } from './sticky-codec.js';

/** Which Redis, and for how long an answer is waited for. */
export interface RedisStickyOptions {
  readonly url: string;
  /** Before every key, e.g. `assay:`. */
  readonly keyPrefix?: string;
  /** How long the store may take to answer, milliseconds (default 50). */
  readonly timeoutMs?: number;
  /** How long entries are kept, milliseconds; without it, until Redis evicts them. */
  readonly timeToLiveMs?: number;
  /** After so many failures in a row Redis is left alone for a while … */
  readonly failuresToOpen?: number;
  /** … of this many milliseconds. */
  readonly restMs?: number;
  readonly random?: () => number;
  readonly onError?: (error: unknown) => void;
}

const DEFAULTS = {
  keyPrefix: 'assay:',
  timeoutMs: 50,
  failuresToOpen: 5,
  restMs: 1_000,
  random: Math.random,
  onError: () => undefined,
} as const;

/** Up to a tenth longer, so that entries of one busy moment do not all expire in another. */
const SPREAD = 0.1;
const CONFIRM_CHUNK = 500;
const UNAVAILABLE: StickyLookup = { outcome: 'unavailable' };
const CONFIRM_SCRIPT = `for _, key in ipairs(KEYS) do
  if redis.call('EXISTS', key) == 1 then redis.call('SETRANGE', key, ${String(CONFIRMED_AT)}, '${CONFIRMED}') end
end`;

/** Sticky assignments in Redis, shared by all processes. Answers within its timeout, whatever Redis does. */
export class RedisStickyStore implements StickyStore {
  private readonly redis: Redis;
  private readonly breaker: CircuitBreakerPolicy;
  private readonly options: Omit<Required<RedisStickyOptions>, 'timeToLiveMs' | 'url'> &
    Pick<RedisStickyOptions, 'timeToLiveMs'>;

  constructor({ url, ...options }: RedisStickyOptions) {
    this.options = { ...DEFAULTS, ...options };
    const { timeoutMs, random, onError, failuresToOpen, restMs } = this.options;
    this.redis = connectRedis({ url, giveUpMs: timeoutMs * 2, random, onError });
    this.breaker = circuitBreaker(handleAll, {
      halfOpenAfter: restMs,
      breaker: new ConsecutiveBreaker(failuresToOpen),
    });
  }

  /** This store keeps nothing in the process. */
  peek(): undefined {
    return undefined;
  }

  get(key: StickyKey): Promise<StickyLookup> {
    return this.ask(async () => {
      const text = await this.redis.get(this.keyOf(key));
      const entry = text === null ? undefined : decodeEntry(text);
      return entry === undefined ? { outcome: 'missing' } : { outcome: 'found', entry };
    }, UNAVAILABLE);
  }

  putIfAbsent(key: StickyKey, entry: StickyEntry): Promise<StickyLookup> {
    return this.ask(async () => {
      const name = this.keyOf(key);
      const holder = await this.setUnlessPresent(name, encodeEntry(entry));
      if (holder === null) return { outcome: 'found', entry };
      const held = decodeEntry(holder);
      if (held !== undefined) return { outcome: 'found', entry: held };
      // What is there is no entry: nobody can be served from it, so it does not hold.
      await this.redis.set(name, encodeEntry(entry));
      return { outcome: 'found', entry };
    }, UNAVAILABLE);
  }

  async confirm(keys: readonly StickyKey[]): Promise<void> {
    for (let at = 0; at < keys.length; at += CONFIRM_CHUNK) {
      const names = keys.slice(at, at + CONFIRM_CHUNK).map((key) => this.keyOf(key));
      await this.ask(async () => {
        await this.redis.eval(CONFIRM_SCRIPT, names.length, ...names);
      }, undefined);
    }
  }

  async held(key: StickyKey): Promise<readonly HeldEntry[]> {
    const found = await this.get(key);
    return found.outcome === 'found' ? [{ layer: 'redis', entry: found.entry }] : [];
  }

  close(): Promise<void> {
    this.redis.disconnect();
    return Promise.resolve();
  }

  private keyOf(key: StickyKey): string {
    return `${this.options.keyPrefix}sticky:${stickyKeyText(key)}`;
  }

  /** Null when it was stored, else what is there. */
  private setUnlessPresent(name: string, text: string): Promise<string | null> {
    const { timeToLiveMs, random } = this.options;
    if (timeToLiveMs === undefined) return this.redis.set(name, text, 'NX', 'GET');
    const lifetime = Math.round(timeToLiveMs * (1 + SPREAD * random()));
    return this.redis.set(name, text, 'PX', lifetime, 'NX', 'GET');
  }

  private async ask<Answer>(work: () => Promise<Answer>, otherwise: Answer): Promise<Answer> {
    try {
      return await this.breaker.execute(() => deadline(this.options.timeoutMs, work()));
    } catch (error) {
      this.options.onError(error);
      return otherwise;
    }
  }
}
