import { AssayError, messageOf } from '../http/assay-error.js';
import type { RetryOptions } from '../http/back-off.js';
import type { Gateway } from '../http/gateway.js';
import { pause, unref } from '../http/pause.js';
import { Refresher } from '../updates/refresher.js';
import type { NewEvent, StampedEvent } from './event.js';
import { batchText, stamped } from './event.js';
import type { EventCounts } from './event-queue.js';
import { EventQueue } from './event-queue.js';

export interface EventOptions {
  /** Events that may wait; what comes after them is dropped and counted. */
  readonly capacity?: number | undefined;
  /** Events in one request, 1,000 at most. */
  readonly batchSize?: number | undefined;
  /** How long an event waits for others; milliseconds. */
  readonly flushMs?: number | undefined;
  readonly retry?: RetryOptions | undefined;
}

export interface EventSenderParts {
  readonly gateway: Gateway;
  readonly onError: (error: unknown) => void;
  readonly capacity: number;
  readonly batchSize: number;
  readonly flushMs: number;
  readonly retry?: RetryOptions | undefined;
  /** Whether requests go on when the page is left; they are small then. */
  readonly keepalive: boolean;
}

/** Hands a text over to be sent when the page is gone; false when there is no room for it. */
export type SendBeacon = (url: string, text: string) => boolean;

/** What a browser takes over when a page is left. */
const BEACON_BYTES = 60_000;
const BATCH_BYTES = 500_000;

/**
 * Sends events in batches, each of them until the log has it, with the same id. While event ingest is away, or asks
 * to be left alone, they wait; one request is on its way at a time.
 */
export class EventSender {
  readonly #queue: EventQueue;
  readonly #sending: Refresher;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #onTheWay: readonly StampedEvent[] = [];
  #mostBytes: number;
  #isInTrouble = false;
  #isDropping = false;
  #isClosed = false;
  #isOver = false;

  constructor(private readonly parts: EventSenderParts) {
    const { capacity, keepalive, retry, onError } = parts;
    this.#queue = new EventQueue(capacity);
    this.#mostBytes = keepalive ? BEACON_BYTES : BATCH_BYTES;
    this.#sending = new Refresher(() => this.#sendAll(), {
      retry,
      onError: (error) => {
        this.#isInTrouble = true;
        onError(error);
      },
    });
  }

  get counts(): EventCounts {
    return this.#queue.counts;
  }

  /** @returns whether the event will be sent */
  offer(event: NewEvent): boolean {
    if (this.#isClosed) return this.drop('the client is closed');
    try {
      if (!this.#queue.add(stamped(event)))
        return this.drop(`${String(this.#queue.size)} events are waiting`);
      this.#schedule();
      return true;
    } catch (error) {
      return this.drop(messageOf(error));
    }
  }

  /** Counts an event that will not be sent; says so once until something gets through again. */
  drop(why: string): false {
    this.#queue.drop();
    if (!this.#isDropping)
      this.parts.onError(new AssayError('EVENTS_DROPPED', `an event was dropped: ${why}`));
    this.#isDropping = true;
    return false;
  }

  /** Tries to send all that waits; resolves with whether it was taken. */
  flush(): Promise<boolean> {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    return this.#queue.size === 0 ? Promise.resolve(true) : this.#sending.now();
  }

  /** Hands what waits to the browser when the page is left; what is on its way goes on by itself. */
  leave(send: SendBeacon): void {
    const url = this.parts.gateway.beaconUrl();
    const waiting = (): readonly StampedEvent[] =>
      this.#queue.head(1_000, BEACON_BYTES, this.#onTheWay.length);
    for (let batch = waiting(); batch.length > 0; batch = waiting()) {
      if (!send(url, batchText(batch))) return;
      this.#queue.settle(batch, 0);
    }
  }

  /** Sends what waits, beside something else, for so long, and takes no more. */
  async close(timeoutMs: number, beside: Promise<unknown>): Promise<void> {
    this.#isClosed = true;
    const given = new AbortController();
    await Promise.race([Promise.all([this.flush(), beside]), pause(timeoutMs, given.signal)]);
    given.abort();
    this.#isOver = true;
    this.#sending.close();
    const { size } = this.#queue;
    if (size === 0) return;
    const message = `${String(size)} events were not sent before the end`;
    this.parts.onError(new AssayError('EVENTS_DROPPED', message, { count: size }));
  }

  #schedule(): void {
    // After a failure the time of the next try is set; more events do not change it.
    if (this.#isInTrouble) return;
    if (this.#queue.size >= this.parts.batchSize) void this.flush();
    else if (this.#timer === undefined) {
      this.#timer = setTimeout(() => void this.flush(), this.parts.flushMs);
      unref(this.#timer);
    }
  }

  async #sendAll(): Promise<void> {
    while (this.#queue.size > 0 && !this.#isOver) {
      this.#onTheWay = this.#queue.head(this.parts.batchSize, this.#mostBytes);
      await this.#send(this.#onTheWay).finally(() => {
        this.#onTheWay = [];
      });
    }
  }

  async #send(batch: readonly StampedEvent[]): Promise<void> {
    const { postEvents } = await import('./post-events.js');
    const verdict = await postEvents(this.parts.gateway, batch, this.parts.keepalive);
    this.#isInTrouble = false;
    this.#isDropping = false;
    if (verdict.outcome === 'settled') this.#queue.settle(batch, verdict.refused);
    else this.#mostBytes = verdict.mostBytes;
    if (verdict.error !== undefined) this.parts.onError(verdict.error);
  }
}
