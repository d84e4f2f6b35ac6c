import { setTimeout as sleep } from 'node:timers/promises';
import { EventuallyTimeoutError } from './errors.js';

export interface EventuallyOptions {
  /** Limit in milliseconds; generous, because it bounds a broken run and measures nothing. Default 30 000. */
  readonly timeoutMs?: number;
  /** Pause between two checks in milliseconds. Default 50. */
  readonly intervalMs?: number;
}

/**
 * Waits for a state that comes about by itself: repeats `check` until it neither throws nor returns `false`.
 *
 * @param check reads the state; may hold `expect` calls
 * @param options limit and pause, in milliseconds
 * @returns what `check` returned in the end
 * @throws {EventuallyTimeoutError} when the limit passes, with the last failure in its message
 * @example
 * const report = await eventually(async () => (await reports.find('checkout')) ?? false);
 */
export async function eventually<Value>(
  check: () => Value | Promise<Value>,
  options: EventuallyOptions = {},
): Promise<Exclude<Value, false>> {
  const { timeoutMs = 30_000, intervalMs = 50 } = options;
  const deadline = performance.now() + timeoutMs;
  for (;;) {
    const seen = await attempt(check);
    if (seen.reached) return seen.value;
    if (performance.now() > deadline) throw new EventuallyTimeoutError(timeoutMs, seen.cause);
    await sleep(intervalMs);
  }
}

type Seen<Value> = { reached: true; value: Exclude<Value, false> } | { reached: false; cause: unknown };

async function attempt<Value>(check: () => Value | Promise<Value>): Promise<Seen<Value>> {
  try {
    const value = await check();
    if (value === false) return { reached: false, cause: undefined };
    return { reached: true, value: value as Exclude<Value, false> };
  } catch (cause) {
    return { reached: false, cause };
  }
}
