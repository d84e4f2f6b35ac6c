import type { StampedEvent } from './event.js';

/** What has become of the events so far. */
export interface EventCounts {
  readonly waiting: number;
  /** The log has them. */
  readonly sent: number;
  /** Never sent: the queue was full, or the event could not be written as JSON. */
  readonly dropped: number;
  /** Sent, and refused for what they say. */
  readonly refused: number;
}

/** Added to each event in a batch: commas and the time of sending. */
const AROUND_BYTES = 40;

/** Events that wait, the oldest first; what finds it full is dropped and counted, so that memory is bounded. */
export class EventQueue {
  private waiting: StampedEvent[] = [];
  private sent = 0;
  private dropped = 0;
  private refused = 0;

  constructor(private readonly capacity: number) {}

  get counts(): EventCounts {
    const { sent, dropped, refused } = this;
    return { waiting: this.waiting.length, sent, dropped, refused };
  }

  get size(): number {
    return this.waiting.length;
  }

  /** @returns whether there was room */
  add(event: StampedEvent): boolean {
    if (this.waiting.length >= this.capacity) return false;
    this.waiting.push(event);
    return true;
  }

  drop(): void {
    this.dropped += 1;
  }

  /**
   * The first events, after so many, that fit in a request: at least one where there is any. They stay until they
   * are settled.
   */
  head(mostEvents: number, mostBytes: number, after = 0): readonly StampedEvent[] {
    const events = this.waiting.slice(after, after + mostEvents);
    let bytes = 0;
    const end = events.findIndex((event, index) => {
      bytes += event.bytes + AROUND_BYTES;
      return index > 0 && bytes > mostBytes;
    });
    return end === -1 ? events : events.slice(0, end);
  }

  /** Takes out what was sent; some of it may have been refused. */
  settle(events: readonly StampedEvent[], refused: number): void {
    const settled = new Set(events);
    this.waiting = this.waiting.filter((event) => !settled.has(event));
    this.sent += events.length - refused;
    this.refused += refused;
  }
}
