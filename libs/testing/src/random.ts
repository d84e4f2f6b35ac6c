import { seededRandom } from './seeded-random.js';

/**
 * Random choices that are the same in every run.
 * @example
 * const random = new Random(7);
 * const order = random.shuffled(events);
 */
export class Random {
  /** From 0 up to 1. */
  readonly next: () => number;

  /** @param seed which choices: an integer */
  constructor(seed: number) {
    this.next = seededRandom(seed);
  }

  /** A whole number from 0 up to a limit. */
  below(limit: number): number {
    return Math.floor(this.next() * limit);
  }

  /** @param probability from 0 to 1 */
  chance(probability: number): boolean {
    return this.next() < probability;
  }

  /** @throws RangeError when there is nothing to choose from */
  pick<Item>(items: readonly Item[]): Item {
    const place = this.below(items.length);
    for (const item of items.slice(place, place + 1)) return item;
    throw new RangeError('nothing to choose from');
  }

  shuffled<Item>(items: readonly Item[]): Item[] {
    return items
      .map((item) => ({ item, place: this.next() }))
      .sort((one, other) => one.place - other.place)
      .map(({ item }) => item);
  }
}
