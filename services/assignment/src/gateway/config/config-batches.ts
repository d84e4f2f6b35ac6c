import type { DeliveredBatch, UnreadableMessage } from '@assay/event-bus';
import { messageOf } from '@assay/platform';
import type { ListSource } from '../../segment/members/segment-contents.js';
import type { ConfigFold } from './config-fold.js';
import type { MissingList } from './segments-in-use.js';

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

  apply({ events, unreadable = [] }: Pick<DeliveredBatch, 'events' | 'unreadable'>): void {
    const waiting = [...unreadable];
    for (const { event, offset } of events) {
      this.setAsideBefore(offset, waiting);
      this.parts.fold.apply(event);
    }
    this.setAsideBefore(Infinity, waiting);
  }

  /**
   * Brings the table up to date. The members of a list come before what names it: until then that is what it was, and
   * after it the whole of what it has become. What is away is waited for.
   */
  async compile(): Promise<void> {
    let missing = this.parts.fold.compile();
    while (missing.length > 0 && !this.stopped) {
      for (const list of missing) await this.fetchList(list);
      missing = this.parts.fold.compile();
    }
  }

  /** In the order of the log: what comes before it still counts. */
  private setAsideBefore(offset: number, unreadable: UnreadableMessage[]): void {
    while ((unreadable[0]?.offset ?? Infinity) < offset) {
      const { subject, reason } = unreadable.shift() ?? {};
      if (subject !== undefined) this.parts.fold.setAside(subject, reason ?? 'unreadable');
    }
  }

  private async fetchList({ project, hash }: MissingList): Promise<void> {
    const { fold, lists, warn } = this.parts;
    while (!this.stopped)
      try {
        return fold.give(hash, await lists?.bytesOf(project, hash));
      } catch (error) {
        warn(`the members of a segment cannot be read now: ${messageOf(error)}`);
        await new Promise((resolve) => setTimeout(resolve, RETRY_MS).unref());
      }
  }
}
