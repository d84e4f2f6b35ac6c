/** Aborts when nothing has happened for a while. */
export class IdleTimer {
  private readonly abort = new AbortController();
  private readonly timer: NodeJS.Timeout;

  constructor(milliseconds: number) {
    this.timer = setTimeout(() => this.abort.abort(new IdleError(milliseconds)), milliseconds);
  }

  get signal(): AbortSignal {
    return this.abort.signal;
  }

  again(): void {
    this.timer.refresh();
  }

  stop(): void {
    clearTimeout(this.timer);
  }
}

class IdleError extends Error {
  constructor(milliseconds: number) {
    super(`nothing came for ${String(milliseconds / 1000)} s`);
  }
}
