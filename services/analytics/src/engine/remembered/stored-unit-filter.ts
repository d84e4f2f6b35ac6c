import { BloomFilter, murmurHash3 } from '@assay/bucketing';

const FIRST_CAPACITY = 4_096;
const GROWTH = 4;
/** They have room for 1.4 million units, and take 2.8 MB. */
const MOST_LAYERS = 5;

/**
 * Which units of a partition may have a state? No is certain, so that they need not be looked up; yes is wrong for at most
 * 1.2 % of the others, and says nothing before those were read that had a state before, or when they are too many.
 */
export class StoredUnitFilter {
  private readonly layers = [new BloomFilter(FIRST_CAPACITY)];
  private capacity = FIRST_CAPACITY;
  private hasTooMany = false;
  /** Those up to this key were read that had a state before; undefined: all were. */
  private readTo: string | undefined = '';

  /** After which key stored units are to be read on, in the order of their keys; undefined: that would be in vain. */
  get readFrom(): string | undefined {
    return this.hasTooMany ? undefined : this.readTo;
  }

  mightContain(unitKey: string): boolean {
    if (this.hasTooMany || this.readTo !== undefined) return true;
    const hash = murmurHash3(unitKey);
    return this.layers.some((layer) => layer.mightContain(hash));
  }

  /** @param unitKeys of stored units, the next ones in order; empty: there are no more */
  read(unitKeys: readonly string[]): void {
    this.add(unitKeys);
    this.readTo = unitKeys.at(-1);
  }

  /** @param unitKeys of units that have a state now */
  add(unitKeys: Iterable<string>): void {
    for (const unitKey of unitKeys) {
      if (this.hasTooMany) return;
      const last = this.layers.at(-1);
      last?.add(murmurHash3(unitKey));
      if (last?.isFull === true) this.grow();
    }
  }

  private grow(): void {
    this.hasTooMany = this.layers.length === MOST_LAYERS;
    if (this.hasTooMany) this.layers.length = 0;
    else this.layers.push(new BloomFilter((this.capacity *= GROWTH)));
  }
}
