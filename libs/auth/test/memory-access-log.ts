import type { AccessEvent } from '@assay/contracts';
import type { BatchHandler, EventBus, Subscription, SubscriptionHealth } from '@assay/event-bus';

const unused = (): never => {
  throw new TypeError('this log is only read');
};

/** A log that holds only access events and can be made to fall silent. */
export class MemoryAccessLog implements EventBus {
  healthy = true;
  private handle: BatchHandler | undefined;
  private offset = 0;

  constructor(private readonly stored: readonly AccessEvent[] = []) {}

  async read({ handle }: { readonly handle: BatchHandler }): Promise<Subscription> {
    this.handle = handle;
    for (const event of this.stored) await this.deliver(event);
    return {
      caughtUp: Promise.resolve(),
      health: (): SubscriptionHealth => ({ running: this.healthy, lag: 0, stalledMs: 0 }),
      stop: () => Promise.resolve(),
    };
  }

  async deliver(event: AccessEvent): Promise<void> {
    const place = { topic: 'assay.access.v1', partition: 0, offset: this.offset++ };
    const events = [{ ...place, event, key: event.subject, appendedAt: 0 }];
    const offsets = { firstOffset: place.offset, nextOffset: this.offset, endOffset: this.offset };
    await this.handle?.(
      { ...place, ...offsets, events },
      { signal: new AbortController().signal, heartbeat: () => Promise.resolve() },
    );
  }

  isHealthy(): boolean {
    return this.healthy;
  }

  createTopics = unused;
  trim = unused;
  publish = unused;
  publishRaw = unused;
  subscribe = unused;
  ends = unused;
  positionsAt = unused;
  records = unused;
  close = (): Promise<void> => Promise.resolve();
}
