/** Opens once, and stays open. */
export class Readiness {
  #open: () => void = () => undefined;
  readonly #opened = new Promise<void>((resolve) => {
    this.#open = resolve;
  });

  reach(): void {
    this.#open();
  }

  /** Waits until it is open, for so long. A process that waits here goes on, though it has nothing else to do. */
  async within(timeoutMs: number): Promise<void> {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const over = new Promise<void>((resolve) => {
      timer = setTimeout(resolve, timeoutMs);
    });
    await Promise.race([this.#opened, over]);
    clearTimeout(timer);
  }
}
