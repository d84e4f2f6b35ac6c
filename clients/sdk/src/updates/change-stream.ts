import { AssayError, messageOf } from '../http/assay-error.js';
import type { RetryOptions } from '../http/back-off.js';
import { backOffMs } from '../http/back-off.js';
import type { Gateway } from '../http/gateway.js';
import { pause, unref } from '../http/pause.js';
import { refusalOf } from '../http/refusal.js';
import { askedToWaitMs } from './refresher.js';
import { tagsIn } from './server-sent-tags.js';

const STREAM_PATH = '/api/v1/config/events';
/** The gateway gives a sign of life every 15 seconds. */
const SILENCE_MS = 45_000;

export interface ChangeStreamOptions {
  readonly gateway: Gateway;
  readonly retry?: RetryOptions | undefined;
  /** Told of the tag of the present definitions, at the beginning and after every change. */
  readonly onTag: (tag: string) => void;
  readonly onError: (error: unknown) => void;
}

/**
 * Listens to the gateway's news that definitions have changed. With `fetch`, because an `EventSource` would show the
 * key in the address and is not everywhere; comes back by itself when the connection ends.
 */
export class ChangeStream {
  private ending: AbortController | undefined;
  private failures = 0;
  private isListening = false;

  constructor(private readonly options: ChangeStreamOptions) {}

  /** Whether changes are heard of at this moment. */
  get isOpen(): boolean {
    return this.isListening;
  }

  start(): void {
    if (this.ending !== undefined) return;
    this.ending = new AbortController();
    void this.follow(this.ending.signal);
  }

  stop(): void {
    this.ending?.abort();
    this.ending = undefined;
  }

  private async follow(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      let wait = 0;
      await this.listen(signal).catch((error: unknown) => {
        if (signal.aborted) return;
        this.options.onError(error);
        wait = askedToWaitMs(error);
      });
      this.isListening = false;
      this.failures += 1;
      await pause(Math.max(wait, backOffMs(this.failures, this.options.retry)), signal);
    }
  }

  private async listen(signal: AbortSignal): Promise<void> {
    const silence = new AbortController();
    const end = (): void => silence.abort();
    signal.addEventListener('abort', end);
    try {
      const headers = { accept: 'text/event-stream' };
      const response = await this.options.gateway.open(STREAM_PATH, { headers, signal: silence.signal });
      const { ok, url, status, body } = response;
      if (!ok || body === null)
        throw refusalOf({ url, status, headers: response.headers, text: await response.text() });
      this.isListening = true;
      await this.read(body.getReader(), end).catch((cause: unknown) => {
        throw new AssayError('GATEWAY_UNREACHABLE', `${url} broke off: ${messageOf(cause)}`, { url }, cause);
      });
    } finally {
      signal.removeEventListener('abort', end);
      end();
    }
  }

  private async read(reader: ReadableStreamDefaultReader<Uint8Array>, giveUp: () => void): Promise<void> {
    const decoder = new TextDecoder();
    let waiting = '';
    for (;;) {
      const timer = setTimeout(giveUp, SILENCE_MS);
      unref(timer);
      const { done, value } = await reader.read().finally(() => clearTimeout(timer));
      if (done) return;
      const { tags, rest } = tagsIn(waiting + decoder.decode(value, { stream: true }));
      waiting = rest;
      if (tags.length > 0) this.failures = 0;
      for (const tag of tags) this.options.onTag(tag);
    }
  }
}
