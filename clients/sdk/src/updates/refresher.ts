import { AssayError } from '../http/assay-error.js';
import type { RetryOptions } from '../http/back-off.js';
import { backOffMs } from '../http/back-off.js';
import { unref } from '../http/pause.js';

export interface RefresherOptions {
  readonly retry?: RetryOptions | undefined;
  readonly onError: (error: unknown) => void;
}

/**
 * Does one thing whenever it is asked to: never twice at once, once more when it is asked meanwhile, and after a
 * failure again by itself, later and later.
 */
export class Refresher {
  #running: Promise<boolean> | undefined;
  #next: Promise<boolean> | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #failures = 0;
  #failure: unknown;
  #isClosed = false;

  constructor(
    private readonly work: () => Promise<void>,
    private readonly options: RefresherOptions,
  ) {}

  /** What went wrong the last time; undefined where nothing did. */
  get failure(): unknown {
    return this.#failure;
  }

  /** Resolves when it was done once after this call, with whether that worked. */
  now(): Promise<boolean> {
    if (this.#isClosed) return Promise.resolve(false);
    if (this.#running === undefined) return this.#start();
    this.#next ??= this.#running.then(() => {
      this.#next = undefined;
      return this.#start();
    });
    return this.#next;
  }

  close(): void {
    this.#isClosed = true;
    clearTimeout(this.#timer);
  }

  #start(): Promise<boolean> {
    clearTimeout(this.#timer);
    this.#running = this.#attempt().finally(() => {
      this.#running = undefined;
    });
    return this.#running;
  }

  async #attempt(): Promise<boolean> {
    try {
      await this.work();
      this.#failures = 0;
      this.#failure = undefined;
      return true;
    } catch (error) {
      this.#failures += 1;
      this.#failure = error;
      if (!this.#isClosed) this.#failed(error);
      return false;
    }
  }

  #failed(error: unknown): void {
    this.options.onError(error);
    const wait = Math.max(backOffMs(this.#failures, this.options.retry), askedToWaitMs(error));
    this.#timer = setTimeout(() => void this.now(), wait);
    unref(this.#timer);
  }
}

/** How long the gateway asked to be left alone with this refusal. */
export const askedToWaitMs = (error: unknown): number =>
  error instanceof AssayError ? Number(error.data['retryAfterMs'] ?? 0) : 0;
