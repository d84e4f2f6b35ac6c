import { SegmentListDefined } from '@assay/contracts';
import type { EventEnvelope } from '@assay/contracts';
import type { DeliveredBatch, UnreadableMessage } from '@assay/event-bus';
import { messageOf } from '@assay/platform';
import type { ListSource } from '../../segment/members/segment-contents.js';
import type { ConfigFold } from './config-fold.js';

const RETRY_MS = 1_000;

export interface ConfigBatchesParts {
  readonly fold: ConfigFold;
  /** Where the members of segments are; without it nobody belongs to a list. */
  readonly lists?: ListSource | undefined;
  readonly warn: (message: string) => void;
}

/** Applies batches of the log to the configuration, each event in its place among those that cannot be read. */
export class ConfigBatches {
  private stopped = false;

  constructor(private readonly parts: ConfigBatchesParts) {}

  stop(): void {
    this.stopped = true;
  }

  async apply({ events, unreadable = [] }: Pick<DeliveredBatch, 'events' | 'unreadable'>): Promise<void> {
    const waiting = [...unreadable];
    for (const { event, offset } of events) {
      this.setAsideBefore(offset, waiting);
      await this.applyEvent(event);
    }
    this.setAsideBefore(Infinity, waiting);
  }

  private async applyEvent(event: EventEnvelope): Promise<void> {
    if (event.type === SegmentListDefined.type) await this.fetchList(event as SegmentListDefined);
    this.parts.fold.apply(event);
  }

  /** In the order of the log: what comes before it still counts. */
  private setAsideBefore(offset: number, unreadable: UnreadableMessage[]): void {
    while ((unreadable[0]?.offset ?? Infinity) < offset) {
      const { subject, reason } = unreadable.shift() ?? {};
      if (subject !== undefined) this.parts.fold.setAside(subject, reason ?? 'unreadable');
    }
  }

  /**
   * The members come before the event is applied: until then the segment is what it was, and after it the whole of
   * what it has become. What is away is waited for.
   */
  private async fetchList({ project, data: { hash } }: SegmentListDefined): Promise<void> {
    const { fold, lists, warn } = this.parts;
    while (!this.stopped && !fold.lists.has(hash)) {
      try {
        const bytes = await lists?.bytesOf(project, hash);
        if (bytes === undefined) return;
        fold.lists.set(hash, bytes);
      } catch (error) {
        warn(`the members of a segment cannot be read now: ${messageOf(error)}`);
        await new Promise((resolve) => setTimeout(resolve, RETRY_MS).unref());
      }
    }
  }
}
