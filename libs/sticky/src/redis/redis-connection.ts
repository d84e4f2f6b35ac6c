import { Redis } from 'ioredis';

export interface RedisConnectionOptions {
  readonly url: string;
  /**
   * When the client itself gives a command up, milliseconds: pipelines go one after the other, and one without an
   * end would hold up all that follow.
   */
  readonly giveUpMs: number;
  /** Spreads reconnections over time; 0 ≤ random() < 1. */
  readonly random: () => number;
  readonly onError: (error: unknown) => void;
}

const CONNECT_TIMEOUT_MS = 1_000;
/** A connection that owes answers for this long is dead, also when nobody closed it. */
const SOCKET_TIMEOUT_MS = 2_000;
const FIRST_RETRY_MS = 50;
const LONGEST_RETRY_MS = 2_000;

/** Half of the delay is fixed and half random, so that processes do not come back all at once. */
export function retryDelay(attempt: number, random: () => number): number {
  const longest = Math.min(FIRST_RETRY_MS * 2 ** Math.min(attempt, 10), LONGEST_RETRY_MS);
  return Math.round(longest / 2 + (longest / 2) * random());
}

/** A connection on which a command that cannot be sent now fails now, instead of waiting for better times. */
export function connectRedis({ url, giveUpMs, random, onError }: RedisConnectionOptions): Redis {
  const redis = new Redis(url, {
    enableAutoPipelining: true,
    enableOfflineQueue: false,
    autoResendUnfulfilledCommands: false,
    maxRetriesPerRequest: 0,
    commandTimeout: giveUpMs,
    connectTimeout: CONNECT_TIMEOUT_MS,
    socketTimeout: SOCKET_TIMEOUT_MS,
    retryStrategy: (attempt) => retryDelay(attempt, random),
  });
  redis.on('error', onError);
  return redis;
}
