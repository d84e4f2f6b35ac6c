import { beginningOf } from '../archive/seam.js';
import type { PartitionEnds, SubscriptionHealth } from '../port.js';

interface Place {
  position: number;
  end: number;
  /** Since when it has been behind without moving. */
  stillSince: number;
}

const keyOf = (topic: string, partition: number): string => `${topic}/${String(partition)}`;

/** Where a subscription stands in each of its partitions: its lag, whether it moves, and when it has caught up. */
export class Progress {
  readonly caughtUp: Promise<void>;
  private readonly places = new Map<string, Place>();
  private readonly goals = new Map<string, number>();
  private goalsKnown = false;
  private running = true;
  private lastError: string | undefined;
  private settle: { readonly resolve: () => void; readonly reject: (error: unknown) => void };

  constructor(private readonly now: () => number) {
    this.settle = { resolve: () => undefined, reject: () => undefined };
    this.caughtUp = new Promise((resolve, reject) => {
      this.settle = { resolve, reject };
    });
    // Whoever does not wait for it must not be ended by it.
    this.caughtUp.catch(() => undefined);
  }

  /** Whether `caughtUp` is still open, and partitions of other processes may have to be looked up for it. */
  get isCatchingUp(): boolean {
    return this.running && this.goals.size > 0;
  }

  own(topic: string, partition: number, position: number): void {
    this.places.set(keyOf(topic, partition), { position, end: position, stillSince: this.now() });
    this.reached(topic, partition, position);
  }

  lose(topic: string, partition: number): void {
    this.places.delete(keyOf(topic, partition));
  }

  moved(topic: string, partition: number, position: number): void {
    const place = this.places.get(keyOf(topic, partition));
    if (place !== undefined) Object.assign(place, { position, stillSince: this.now() });
    // Trouble that is over, everywhere, is no news any more.
    if (this.running && this.behind.length === 0) this.lastError = undefined;
    this.reached(topic, partition, position);
  }

  /** Takes note of a partition's end; the first ends seen are what `caughtUp` waits for. */
  sawEnd(topic: string, partition: number, end: number): void {
    const place = this.places.get(keyOf(topic, partition));
    if (place === undefined) return;
    if (place.position >= place.end) place.stillSince = this.now();
    place.end = Math.max(end, place.end);
  }

  setGoals(ends: ReadonlyMap<string, readonly PartitionEnds[]>): void {
    if (this.goalsKnown) return;
    this.goalsKnown = true;
    for (const [topic, partitions] of ends)
      for (const ends of partitions)
        if (ends.end > beginningOf(ends)) this.goals.set(keyOf(topic, ends.partition), ends.end);
    for (const [key, { position }] of this.places)
      if (position >= (this.goals.get(key) ?? 0)) this.goals.delete(key);
    if (this.goals.size === 0) this.settle.resolve();
  }

  /** A position that was reached here, or by another process of the group. */
  reached(topic: string, partition: number, position: number): void {
    const key = keyOf(topic, partition);
    const goal = this.goals.get(key);
    if (goal === undefined || position < goal) return;
    this.goals.delete(key);
    if (this.goals.size === 0) this.settle.resolve();
  }

  private get behind(): readonly Place[] {
    return [...this.places.values()].filter(({ position, end }) => end > position);
  }

  failed(error: unknown): void {
    this.lastError = error instanceof Error ? error.message : String(error);
  }

  /** Ends for good, with the reason. */
  halt(error: unknown): void {
    this.failed(error);
    this.running = false;
    this.settle.reject(error);
  }

  stopped(): void {
    this.running = false;
  }

  health(): SubscriptionHealth {
    const { behind } = this;
    const lag = behind.reduce((sum, { position, end }) => sum + end - position, 0);
    const now = this.now();
    const stalledMs = behind.reduce((most, { stillSince }) => Math.max(most, now - stillSince), 0);
    const health = { running: this.running, lag, stalledMs };
    return this.lastError === undefined ? health : { ...health, lastError: this.lastError };
  }
}
