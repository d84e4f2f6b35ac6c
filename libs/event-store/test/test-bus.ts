import type { EventEnvelope } from '@assay/contracts';

/** A bus that remembers what was published; it can be away, and publishing can be held. */
export class TestBus {
  readonly published: EventEnvelope[] = [];
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
    this.published.push(...events);
    await this.afterPublish();
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
