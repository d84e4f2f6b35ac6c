/** An event on its way, with the line it comes from. */
export interface LinedEvent {
  readonly line: number;
  readonly json: string;
}

const MOST_EVENTS = 1000;
/** Below the megabyte that ingest takes. */
const MOST_BYTES = 900_000;
const ENVELOPE_BYTES = 16;

/** Gathers events into requests that ingest takes. */
export class Batches {
  private events: LinedEvent[] = [];
  private bytes = ENVELOPE_BYTES;

  /** Adds an event; answers with the batch that is full without it, if one is. */
  add(event: LinedEvent): readonly LinedEvent[] | undefined {
    const size = Buffer.byteLength(event.json) + 1;
    const isFull =
      this.events.length >= MOST_EVENTS || (this.events.length > 0 && this.bytes + size > MOST_BYTES);
    const full = isFull ? this.take() : undefined;
    this.events.push(event);
    this.bytes += size;
    return full;
  }

  /** What is left. */
  take(): readonly LinedEvent[] {
    const taken = this.events;
    this.events = [];
    this.bytes = ENVELOPE_BYTES;
    return taken;
  }
}

/** The body of a request. */
export const bodyOf = (events: readonly LinedEvent[]): string =>
  `{"events":[${events.map(({ json }) => json).join(',')}]}`;
