import { LRUCache } from 'lru-cache';
import type { HeldEntry, StickyEntry, StickyKey, StickyLookup, StickyStore } from '../port.js';
import { stickyKeyText } from '../sticky-key-text.js';

/** How much is kept in this process. */
export interface MemoryStickyOptions {
  /** The most entries kept; the ones least recently used go first. About 600 bytes each. */
  readonly maxEntries?: number;
}

const DEFAULT_MAX_ENTRIES = 100_000;

/** Sticky assignments in this process’s memory: gone with the process, and bounded. */
export class MemoryStickyStore implements StickyStore {
  private readonly entries: LRUCache<string, StickyEntry>;

  constructor({ maxEntries = DEFAULT_MAX_ENTRIES }: MemoryStickyOptions = {}) {
    this.entries = new LRUCache({ max: maxEntries });
  }

  peek(key: StickyKey): StickyEntry | undefined {
    return this.entries.get(stickyKeyText(key));
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
    this.entries.set(stickyKeyText(key), entry);
  }

  confirm(keys: readonly StickyKey[]): Promise<void> {
    for (const key of keys) {
      const entry = this.peek(key);
      if (entry !== undefined && !entry.confirmed) this.replace(key, { ...entry, confirmed: true });
    }
    return Promise.resolve();
  }

  held(key: StickyKey): Promise<readonly HeldEntry[]> {
    const entry = this.entries.peek(stickyKeyText(key));
    return Promise.resolve(entry === undefined ? [] : [{ layer: 'memory', entry }]);
  }

  close(): Promise<void> {
    this.entries.clear();
    return Promise.resolve();
  }
}
