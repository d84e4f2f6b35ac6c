import type { EventEnvelope } from '@assay/contracts';
import type { RawMessage } from '@assay/event-bus';
import { MessageTooLargeError } from '@assay/event-bus';

/** A bus that remembers what was published; it can be away, and publishing can be held. */
export class TestBus {
  readonly published: EventEnvelope[] = [];
  readonly raw: { readonly topic: string; readonly message: RawMessage }[] = [];
  /** The longest data that it takes, characters. */
  limit = Infinity;
  away = false;
  calls = 0;
  /** Called after the events are in the log and before the caller learns it. */
  afterPublish: () => Promise<void> = async () => undefined;

  ends(): Promise<[]> {
    return Promise.resolve([]);
  }

  async publish(events: readonly EventEnvelope[]): Promise<void> {
    this.calls += 1;
    if (this.away) throw new BusAwayError();
    for (const { type, data } of events) {
      const { length } = JSON.stringify(data);
      if (length > this.limit) throw new MessageTooLargeError(type, length, this.limit);
    }
    this.published.push(...events);
    await this.afterPublish();
  }

  publishRaw(topic: string, messages: readonly RawMessage[]): Promise<void> {
    for (const message of messages) this.raw.push({ topic, message });
    return Promise.resolve();
  }

  ids(): readonly string[] {
    return this.published.map((event) => event.id);
  }
}

class BusAwayError extends Error {
  constructor() {
    super('the bus is away');
  }
}
