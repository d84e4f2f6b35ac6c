import type { DataKey } from '../cipher/data-key.js';

export interface KeyCacheOptions {
  /** The oldest go first. */
  readonly most?: number;
  /** How long a key that was destroyed elsewhere may still be used here, milliseconds. */
  readonly keptMs?: number;
  /** Milliseconds of a clock that never goes back. */
  readonly now?: () => number;
}

interface Kept {
  readonly key: DataKey;
  readonly until: number;
}

const MOST = 50_000;
const KEPT_MS = 60_000;

/** Keys in this process's memory: not many, and not for long. */
export class KeyCache {
  private readonly kept = new Map<string, Kept>();
  private readonly most: number;
  private readonly keptMs: number;
  private readonly now: () => number;

  constructor({ most = MOST, keptMs = KEPT_MS, now = () => performance.now() }: KeyCacheOptions = {}) {
    this.most = most;
    this.keptMs = keptMs;
    this.now = now;
  }

  get(name: string): DataKey | undefined {
    const found = this.kept.get(name);
    if (found === undefined) return undefined;
    if (found.until > this.now()) return found.key;
    this.kept.delete(name);
    return undefined;
  }

  set(name: string, key: DataKey): void {
    this.kept.delete(name);
    this.kept.set(name, { key, until: this.now() + this.keptMs });
    const [oldest] = this.kept.size > this.most ? this.kept.keys() : [];
    if (oldest !== undefined) this.kept.delete(oldest);
  }
}
