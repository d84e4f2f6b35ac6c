import { setTimeout as pause } from 'node:timers/promises';
import type { BroadcastSubscription, EventBus, Subscription } from '../port.js';

/** A broadcast subscription that begins as soon as the log can be had. */
export interface LastingReader {
  stop(): Promise<void>;
}

const RETRY_MS = 1_000;

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
  const reading = begin(bus, { onError: onTrouble, ...subscription }, { signal: stopped.signal, onTrouble });
  return {
    async stop() {
      stopped.abort();
      await (await reading)?.stop();
    },
  };
}

async function begin(
  bus: Pick<EventBus, 'read'>,
  subscription: BroadcastSubscription,
  { signal, onTrouble }: { readonly signal: AbortSignal; readonly onTrouble: (error: unknown) => void },
): Promise<Subscription | undefined> {
  while (!signal.aborted) {
    try {
      return await bus.read(subscription);
    } catch (error) {
      onTrouble(error);
      await pause(RETRY_MS, undefined, { signal, ref: false }).catch(() => undefined);
    }
  }
  return undefined;
}
