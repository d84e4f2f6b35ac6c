import type { BroadcastSubscription, EventBus } from '../port.js';
import { untilItWorks } from './retry.js';

/** A broadcast subscription that begins as soon as the log can be had. */
export interface LastingReader {
  /** Resolves when it has read what lay in the log when it began, and where it is stopped before it begins. */
  caughtUp(): Promise<void>;
  stop(): Promise<void>;
}

const EVERY_SECOND = { initialDelayMs: 1_000, maxDelayMs: 1_000 };

/**
 * Reads topics for as long as the process lives: where the log is away at the start, it begins when it is back.
 * @param onTrouble told why it could not begin, each time
 */
export function keepReading(
  bus: Pick<EventBus, 'read'>,
  subscription: BroadcastSubscription,
  onTrouble: (error: unknown) => void,
): LastingReader {
  const stopped = new AbortController();
  const { signal } = stopped;
  const begin = () => bus.read({ onError: onTrouble, ...subscription });
  const reading = untilItWorks(begin, { signal, onError: onTrouble, policy: EVERY_SECOND });
  return {
    caughtUp: async () => (await reading)?.caughtUp,
    async stop() {
      stopped.abort();
      await (await reading)?.stop();
    },
  };
}
