import type { PartitionEnds } from '../port.js';

export type TopicEnds = ReadonlyMap<string, readonly PartitionEnds[]>;

/**
 * Ends of topics as they were no earlier than `observedAt` (milliseconds since 1970): whatever the log stamped before then
 * lies before them.
 */
export type EndsListener = (ends: TopicEnds, observedAt: number) => void;

export interface EndWatchOptions {
  readonly fetchEnds: (topics: readonly string[]) => Promise<TopicEnds>;
  /** Whether everything that was stamped before the call can be seen; left out where what is stamped always can. */
  readonly allVisible?: () => Promise<boolean>;
  readonly intervalMs: number;
  /** The shortest time between two looks, however often it is woken. */
  readonly spacingMs: number;
  readonly now: () => number;
  readonly onError: (error: unknown) => void;
}

/** How often it is found out what can be seen: readers tell how far they are once a second. */
const VISIBLE_EVERY_MS = 250;

interface Watcher {
  readonly topics: readonly string[];
  readonly listener: EndsListener;
}

/** Looks at the ends of all topics that somebody reads, once for all readers: about every second, and when woken. */
export class EndWatch {
  private readonly watchers = new Set<Watcher>();
  private timer: NodeJS.Timeout | undefined;
  private looking = false;
  private again = false;
  private closed = false;
  /** Everything that was stamped before is visible. */
  private visibleAt = 0;

  constructor(private readonly options: EndWatchOptions) {}

  watch(topics: readonly string[], listener: EndsListener): () => void {
    const watcher = { topics, listener };
    this.watchers.add(watcher);
    this.wake();
    return () => this.watchers.delete(watcher);
  }

  wake(): void {
    if (this.closed || this.watchers.size === 0) return;
    if (this.looking) this.again = true;
    else void this.look();
  }

  close(): void {
    this.closed = true;
    clearTimeout(this.timer);
  }

  private async look(): Promise<void> {
    clearTimeout(this.timer);
    this.looking = true;
    this.again = false;
    try {
      await this.tellAll();
    } catch (error) {
      this.options.onError(error);
    }
    if (this.closed) return;
    const { spacingMs, intervalMs } = this.options;
    // Until the timer has run, being woken only brings the next look forward.
    this.timer = setTimeout(() => {
      this.looking = false;
      if (this.again) this.wake();
      else this.timer = setTimeout(() => this.wake(), intervalMs);
    }, spacingMs);
  }

  private async tellAll(): Promise<void> {
    const topics = [...new Set([...this.watchers].flatMap((watcher) => watcher.topics))];
    const observedAt = await this.observe();
    const ends = await this.options.fetchEnds(topics);
    for (const { topics: wanted, listener } of this.watchers)
      listener(new Map(wanted.map((topic) => [topic, ends.get(topic) ?? []])), observedAt);
  }

  /** While an append is at it that cannot be seen yet, the instant of an earlier look holds. */
  private async observe(): Promise<number> {
    const { now, allVisible } = this.options;
    const at = now();
    if (allVisible === undefined) return at;
    if (at - this.visibleAt >= VISIBLE_EVERY_MS && (await allVisible())) this.visibleAt = at;
    return this.visibleAt;
  }
}
