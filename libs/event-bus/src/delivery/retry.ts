import type { RetryPolicy } from '../port.js';

export const DEFAULT_RETRY: RetryPolicy = { attempts: 4, initialDelayMs: 100, maxDelayMs: 10_000 };

/** How long to wait after the n-th failure in a row (1, 2, 3 …): doubling, up to the policy's limit. */
export const delayAfter = (failures: number, policy: Omit<RetryPolicy, 'attempts'>): number =>
  Math.min(policy.maxDelayMs, policy.initialDelayMs * 2 ** Math.min(failures - 1, 30));

/** Waits, or returns at once when the signal is aborted. */
export function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) return resolve();
    const done = (): void => {
      clearTimeout(timer);
      signal.removeEventListener('abort', done);
      resolve();
    };
    const timer = setTimeout(done, ms);
    signal.addEventListener('abort', done);
  });
}

/** Tries until it works, with back-off; undefined when the signal was aborted first. */
export async function untilItWorks<Result>(
  attempt: () => Promise<Result>,
  { signal, onError, policy = DEFAULT_RETRY }: UntilOptions,
): Promise<Result | undefined> {
  for (let failures = 1; !signal.aborted; failures += 1) {
    try {
      return await attempt();
    } catch (error) {
      if (signal.aborted) return undefined;
      onError(error);
      await pause(delayAfter(failures, policy), signal);
    }
  }
  return undefined;
}

interface UntilOptions {
  readonly signal: AbortSignal;
  /** May throw to give up. */
  readonly onError: (error: unknown) => void;
  readonly policy?: Omit<RetryPolicy, 'attempts'>;
}
