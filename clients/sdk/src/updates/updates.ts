import type { RetryOptions } from '../http/back-off.js';
import type { Gateway } from '../http/gateway.js';
import { unref } from '../http/pause.js';
import { ChangeStream } from './change-stream.js';

/** How a client learns that definitions have changed. */
export interface UpdateOptions {
  /**
   * `stream`: at once, by server-sent events, and by polling while the stream is away; `poll`: by polling alone;
   * `none`: only when `refresh` is called. `stream` unless given.
   */
  readonly updates?: 'stream' | 'poll' | 'none' | undefined;
  /** Between two polls; milliseconds, 60,000 unless given. */
  readonly pollMs?: number | undefined;
  readonly retry?: RetryOptions | undefined;
}

export interface UpdateParts {
  readonly gateway: Gateway;
  /** The tag of the definitions that are there. */
  readonly tag: () => string | undefined;
  readonly refresh: () => void;
  readonly onError: (error: unknown) => void;
}

const POLL_MS = 60_000;

/** Asks for a refresh whenever one is due. */
export class Updates {
  private readonly stream: ChangeStream | undefined;
  private timer: ReturnType<typeof setTimeout> | undefined;

  constructor(
    private readonly parts: UpdateParts,
    private readonly options: UpdateOptions,
  ) {
    const { gateway, tag, refresh, onError } = parts;
    const onTag = (told: string): void => {
      if (told !== tag()) refresh();
    };
    const { updates = 'stream', retry } = options;
    if (updates === 'stream') this.stream = new ChangeStream({ gateway, retry, onTag, onError });
  }

  get isLive(): boolean {
    return this.stream?.isOpen ?? false;
  }

  /** Begins, or goes on after a stop. */
  start(): void {
    if (this.timer !== undefined || this.options.updates === 'none') return;
    this.stream?.start();
    this.pollLater();
  }

  stop(): void {
    this.stream?.stop();
    clearTimeout(this.timer);
    this.timer = undefined;
  }

  // A tenth more or less: clients that started together do not stay in step.
  private pollLater(): void {
    const wait = (this.options.pollMs ?? POLL_MS) * (0.9 + Math.random() / 5);
    this.timer = setTimeout(() => {
      if (!this.isLive) this.parts.refresh();
      this.pollLater();
    }, wait);
    unref(this.timer);
  }
}
