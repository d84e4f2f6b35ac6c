import { BloomFilter, murmurHash3 } from '@assay/bucketing';

const CAPACITY = 32_768;

/** The ids that were stored while it was the newest one. */
interface Layer {
  /** The highest id that was stored before. */
  readonly floor: string;
  readonly ids: BloomFilter;
}

/**
 * Which ids of a partition may be stored? No is certain, so that they need not be looked up; yes is right for all up to
 * the highest one that was stored one or two layers ago, and wrong for at most 0.5 % of those above. Ids begin with their
 * time: nearly all that come are above.
 */
export class StoredIdFilter {
  private older: Layer | undefined;
  private newer: Layer;

  /** @param highest of all ids that are stored, in lower case; empty: there are none */
  constructor(private highest: string) {
    this.newer = { floor: highest, ids: new BloomFilter(CAPACITY) };
  }

  /** @param id in lower case */
  mightContain(id: string): boolean {
    const { older, newer } = this;
    if (id <= (older ?? newer).floor) return true;
    const hash = murmurHash3(id);
    return newer.ids.mightContain(hash) || older?.ids.mightContain(hash) === true;
  }

  /** @param ids that are stored now, in lower case */
  add(ids: Iterable<string>): void {
    for (const id of ids) {
      this.newer.ids.add(murmurHash3(id));
      if (id > this.highest) this.highest = id;
    }
    if (!this.newer.ids.isFull) return;
    this.older = this.newer;
    this.newer = { floor: this.highest, ids: new BloomFilter(CAPACITY) };
  }
}
