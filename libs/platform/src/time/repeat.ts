import { setTimeout as pause } from 'node:timers/promises';

/** Work that is done again and again, until it is told to stop. */
export interface Repeated {
  /** Ends when the work under way has ended; nothing is begun any more. */
  stop(): Promise<void>;
}

/**
 * Does some work at once and then again after every pause, never twice at a time.
 *
 * @param everyMs pause between the end of one run and the begin of the next, milliseconds
 * @param work what is done; what fails now is done again after the pause
 * @param failed is told of every failure
 * @example
 * const sweeps = repeat(1_000, () => this.sweep(), (error) => this.logger.warn(messageOf(error)));
 * await sweeps.stop();
 */
export function repeat(
  everyMs: number,
  work: () => Promise<void>,
  failed: (error: unknown) => void,
): Repeated {
  const stopped = new AbortController();
  const { signal } = stopped;
  const run = async (): Promise<void> => {
    while (!signal.aborted) {
      await work().catch(failed);
      await pause(everyMs, undefined, { signal }).catch(() => undefined);
    }
  };
  const running = run();
  return {
    stop: () => {
      stopped.abort();
      return running;
    },
  };
}
