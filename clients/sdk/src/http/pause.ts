/** Lets the process end while it waits, where there is a process. */
export function unref(timer: unknown): void {
  (timer as { unref?: () => void }).unref?.();
}

/** Waits, or until the signal is aborted. */
export const pause = (milliseconds: number, signal?: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    const timer = setTimeout(resolve, milliseconds);
    unref(timer);
    signal?.addEventListener('abort', () => {
      clearTimeout(timer);
      resolve();
    });
  });
