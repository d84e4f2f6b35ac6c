import type { EndSignal } from './server-options.js';

/** What happens to a process. */
export interface ProcessEvents {
  /** There is nothing left to do. */
  readonly idle: () => void;
  /** It was told to end. */
  readonly told: () => Promise<void>;
}

/** Watches the process; at a signal it ends as it would have, once `told` is done. Returns how to stop. */
export function watchProcess({ idle, told }: ProcessEvents, signals: readonly EndSignal[]): () => void {
  const stop = (): void => {
    process.off('beforeExit', idle);
    for (const signal of signals) process.off(signal, end);
  };
  const end = (signal: NodeJS.Signals): void => {
    void told().finally(() => {
      stop();
      // With nobody else listening, the signal does now what it does without a listener.
      if (process.listenerCount(signal) === 0) process.kill(process.pid, signal);
    });
  };
  process.on('beforeExit', idle);
  for (const signal of signals) process.on(signal, end);
  return stop;
}
