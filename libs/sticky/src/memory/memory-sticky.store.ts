import type { HeldEntry, StickyEntry, StickyKey, StickyLookup, StickyStore } from '../port.js';
import { Generation } from './generation.js';

/** How much is kept in this process. */
export interface MemoryStickyOptions {
  /** So many of those used last are always kept, and at most twice as many. About 500 bytes each. */
  readonly entries?: number;
}

const DEFAULT_ENTRIES = 100_000;

/**
 * Sticky assignments in this process’s memory: gone with the process, and bounded. There are two generations: what is
 * used moves to the young one, and when that is full it becomes the old one, whose entries nobody has used are gone.
 * A list in order of use would have to be written to at every look.
 */
export class MemoryStickyStore implements StickyStore {
  private readonly most: number;
  private young = new Generation();
  private old = new Generation();

  constructor({ entries = DEFAULT_ENTRIES }: MemoryStickyOptions = {}) {
    this.most = entries;
  }

  peek(key: StickyKey): StickyEntry | undefined {
    const entry = this.young.get(key);
    if (entry !== undefined) return entry;
    const older = this.old.get(key);
    if (older !== undefined) this.replace(key, older);
    return older;
  }

  get(key: StickyKey): Promise<StickyLookup> {
    const entry = this.peek(key);
    return Promise.resolve(entry === undefined ? { outcome: 'missing' } : { outcome: 'found', entry });
  }

  putIfAbsent(key: StickyKey, entry: StickyEntry): Promise<StickyLookup> {
    return Promise.resolve({ outcome: 'found', entry: this.keep(key, entry) });
  }

  /** Stores the entry unless there is one, and returns the one that holds, at once. */
  keep(key: StickyKey, entry: StickyEntry): StickyEntry {
    const holder = this.peek(key);
    if (holder !== undefined) return holder;
    this.replace(key, entry);
    return entry;
  }

  /** Stores the entry whatever was there: for what a store further back says. */
  replace(key: StickyKey, entry: StickyEntry): void {
    this.young.set(key, entry);
    if (this.young.size < this.most) return;
    this.old = this.young;
    this.young = new Generation();
  }

  confirm(keys: readonly StickyKey[]): Promise<void> {
    for (const key of keys) {
      const entry = this.peek(key);
      if (entry !== undefined && !entry.confirmed) this.replace(key, { event: entry.event, confirmed: true });
    }
    return Promise.resolve();
  }

  held(key: StickyKey): Promise<readonly HeldEntry[]> {
    const entry = this.young.get(key) ?? this.old.get(key);
    return Promise.resolve(entry === undefined ? [] : [{ layer: 'memory', entry }]);
  }

  remove(unit: Pick<StickyKey, 'project' | 'unit'>): Promise<boolean> {
    this.young.remove(unit);
    this.old.remove(unit);
    return Promise.resolve(true);
  }

  close(): Promise<void> {
    this.young = new Generation();
    this.old = new Generation();
    return Promise.resolve();
  }
}
