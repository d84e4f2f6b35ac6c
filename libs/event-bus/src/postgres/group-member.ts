import { DEFAULT_RETRY, pause } from '../delivery/retry.js';
import type { GroupStore, Lease } from './group-store.js';
import type { TopicEntry } from './topic-catalogue.js';

export interface MemberOptions {
  readonly store: GroupStore;
  readonly topics: readonly TopicEntry[];
  readonly renewMs: number;
  readonly onError: (error: unknown) => void;
  /** Begins with the partitions that are new and ends with those that are gone; resolves when those have ended. */
  readonly onHeld: (held: readonly Lease[]) => Promise<void>;
}

/** Keeps one process in its group: renews its leases, takes its share, and gives back what is more than that. */
export class GroupMember {
  private readonly abort = new AbortController();
  private readonly running: Promise<void>;

  constructor(private readonly options: MemberOptions) {
    this.running = this.run();
  }

  /** Ends what is held, and lets the others have it at once. */
  async leave(): Promise<void> {
    this.abort.abort();
    await this.running;
    await this.options.onHeld([]);
    // When the database is away, the leases run out by themselves.
    await this.options.store.leave().catch(this.options.onError);
  }

  private async run(): Promise<void> {
    while (!this.abort.signal.aborted) {
      try {
        await this.renew();
        await pause(this.options.renewMs, this.abort.signal);
      } catch (error) {
        this.options.onError(error);
        await pause(Math.min(DEFAULT_RETRY.maxDelayMs, this.options.renewMs), this.abort.signal);
      }
    }
  }

  private async renew(): Promise<void> {
    const { store, topics, onHeld } = this.options;
    const { held, surplus } = await store.renew(topics);
    const kept = held.slice(0, held.length - surplus);
    const ended = onHeld(kept);
    if (surplus === 0) return;
    // Others may have them only after the batch in hand is done; renewing goes on meanwhile.
    void ended.then(() => store.release(held.slice(kept.length))).catch(this.options.onError);
  }
}
