import { ConsecutiveBreaker, circuitBreaker, handleAll } from 'cockatiel';
import type { CircuitBreakerPolicy } from 'cockatiel';
import type { Redis } from 'ioredis';
import type { HeldEntry, StickyEntry, StickyKey, StickyLookup, StickyRun, StickyStore } from '../port.js';
import { Gathered } from '../flow/gathered.js';
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
const CHUNK = 500;
const MOST_PUTS = 200;
const UNAVAILABLE: StickyLookup = { outcome: 'unavailable' };
/** What was there, in the order of the keys; nothing where it was stored. After the texts come the lifetimes, 0: none. */
const PUT_SCRIPT = `local held = {}
for i, key in ipairs(KEYS) do
  local lifetime = ARGV[#KEYS + i]
  local holder
  if lifetime == '0' then holder = redis.call('SET', key, ARGV[i], 'NX', 'GET')
  else holder = redis.call('SET', key, ARGV[i], 'PX', lifetime, 'NX', 'GET') end
  held[i] = holder or ''
end
return held`;
const CONFIRM_SCRIPT = `for _, key in ipairs(KEYS) do
  if redis.call('EXISTS', key) == 1 then redis.call('SETRANGE', key, ${String(CONFIRMED_AT)}, '${CONFIRMED}') end
end`;

interface ScriptedRedis extends Redis {
  putSticky(
    keys: number,
    ...namesTextsAndLifetimes: readonly (string | number)[]
  ): Promise<readonly string[]>;
}

interface Put {
  readonly key: StickyKey;
  readonly entry: StickyEntry;
}

/** Sticky assignments in Redis, shared by all processes. Answers within its timeout, whatever Redis does. */
export class RedisStickyStore implements StickyStore {
  private readonly redis: ScriptedRedis;
  private readonly breaker: CircuitBreakerPolicy;
  private readonly puts = new Gathered<Put, StickyLookup>((puts) => this.putAll(puts), MOST_PUTS);
  private readonly options: Omit<Required<RedisStickyOptions>, 'timeToLiveMs' | 'url'> &
    Pick<RedisStickyOptions, 'timeToLiveMs'>;

  constructor({ url, ...options }: RedisStickyOptions) {
    this.options = { ...DEFAULTS, ...options };
    const { timeoutMs, random, onError, failuresToOpen, restMs } = this.options;
    this.redis = connectRedis({ url, giveUpMs: timeoutMs * 2, random, onError }) as ScriptedRedis;
    this.redis.defineCommand('putSticky', { lua: PUT_SCRIPT });
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
    return this.puts.ask({ key, entry });
  }

  async confirm(keys: readonly StickyKey[]): Promise<void> {
    for (let at = 0; at < keys.length; at += CHUNK) {
      const names = keys.slice(at, at + CHUNK).map((key) => this.keyOf(key));
      await this.ask(async () => {
        await this.redis.eval(CONFIRM_SCRIPT, names.length, ...names);
      }, undefined);
    }
  }

  async held(key: StickyKey): Promise<readonly HeldEntry[]> {
    const found = await this.get(key);
    return found.outcome === 'found' ? [{ layer: 'redis', entry: found.entry }] : [];
  }

  async remove(
    { project, unit }: Pick<StickyKey, 'project' | 'unit'>,
    runs: readonly StickyRun[],
  ): Promise<boolean> {
    const names = runs.map((run) => this.keyOf({ ...run, project, unit }));
    for (let at = 0; at < names.length; at += CHUNK) {
      const isRemoved = await this.ask(async () => {
        await this.redis.unlink(...names.slice(at, at + CHUNK));
        return true;
      }, false);
      if (!isRemoved) return false;
    }
    return true;
  }

  close(): Promise<void> {
    this.redis.disconnect();
    return Promise.resolve();
  }

  private keyOf(key: StickyKey): string {
    return `${this.options.keyPrefix}sticky:${stickyKeyText(key)}`;
  }

  private putAll(puts: readonly Put[]): Promise<readonly StickyLookup[]> {
    return this.ask(
      async () => {
        const names = puts.map(({ key }) => this.keyOf(key));
        const texts = puts.map(({ entry }) => encodeEntry(entry));
        const lifetimes = puts.map(() => this.lifetime());
        const held = await this.redis.putSticky(names.length, ...names, ...texts, ...lifetimes);
        const lookups: StickyLookup[] = [];
        for (const [index, put] of puts.entries())
          lookups.push(holderOf(put, held[index] ?? '') ?? (await this.repair(put)));
        return lookups;
      },
      puts.map(() => UNAVAILABLE),
    );
  }

  /** What is there is no entry: nobody can be served from it, so it does not hold. */
  private async repair({ key, entry }: Put): Promise<StickyLookup> {
    await this.redis.set(this.keyOf(key), encodeEntry(entry));
    return { outcome: 'found', entry };
  }

  private lifetime(): number {
    const { timeToLiveMs, random } = this.options;
    return timeToLiveMs === undefined ? 0 : Math.round(timeToLiveMs * (1 + SPREAD * random()));
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

/** The entry that holds, told by the text that was there before; undefined where that is no entry. */
function holderOf({ entry }: Put, text: string): StickyLookup | undefined {
  const holder = text === '' ? entry : decodeEntry(text);
  return holder && { outcome: 'found', entry: holder };
}
