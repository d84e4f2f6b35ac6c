import { pause } from '../http/pause.js';

/** Opens once, and stays open. */
export class Readiness {
  #open: () => void = () => undefined;
  readonly #opened = new Promise<void>((resolve) => {
    this.#open = resolve;
  });

  reach(): void {
    this.#open();
  }

  /** Waits until it is open, for so long. */
  async within(timeoutMs: number): Promise<void> {
    const given = new AbortController();
    await Promise.race([this.#opened, pause(timeoutMs, given.signal)]);
    given.abort();
  }
}
