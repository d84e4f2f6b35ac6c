import { MemoryStickyStore } from '../src/index.js';
import type { HeldEntry, StickyEntry, StickyKey, StickyLookup, StickyStore } from '../src/index.js';

/** A shared store that counts its loads, and can be switched off as if it were away. */
export class CountingStore implements StickyStore {
  private readonly inner = new MemoryStickyStore();
  loads = 0;
  away = false;

  peek(): undefined {
    return undefined;
  }

  async get(key: StickyKey): Promise<StickyLookup> {
    this.loads += 1;
    await new Promise((resolve) => setImmediate(resolve));
    return this.away ? { outcome: 'unavailable' } : this.inner.get(key);
  }

  async putIfAbsent(key: StickyKey, entry: StickyEntry): Promise<StickyLookup> {
    return this.away ? { outcome: 'unavailable' } : this.inner.putIfAbsent(key, entry);
  }

  confirm(keys: readonly StickyKey[]): Promise<void> {
    return this.inner.confirm(keys);
  }

  held(key: StickyKey): Promise<readonly HeldEntry[]> {
    return this.inner.held(key);
  }

  async remove(unit: Pick<StickyKey, 'project' | 'unit'>): Promise<boolean> {
    return !this.away && this.inner.remove(unit);
  }

  close(): Promise<void> {
    return Promise.resolve();
  }
}
