import { SingleFlight } from '../flow/single-flight.js';
import { within } from '../flow/within.js';
import { MemoryStickyStore } from '../memory/memory-sticky.store.js';
import type { HeldEntry, StickyEntry, StickyKey, StickyLookup, StickyRun, StickyStore } from '../port.js';
import { stickyKeyText } from '../sticky-key-text.js';
import type { AssignmentsFallback } from './assignments-fallback.js';
import { FALLBACK_TIMEOUT_MS } from './assignments-fallback.js';

/** What is asked, from the nearest on. */
export interface LayeredStickyOptions {
  readonly memory?: MemoryStickyStore;
  /** Shared by all processes, e.g. Redis; without it the memory is all there is before the fallback. */
  readonly shared?: StickyStore;
  readonly fallback?: AssignmentsFallback;
  /** How long the fallback may take, milliseconds (default 50). */
  readonly fallbackTimeoutMs?: number;
}

const UNAVAILABLE: StickyLookup = { outcome: 'unavailable' };
const MISSING: StickyLookup = { outcome: 'missing' };

/**
 * Memory in front of a shared store in front of the projected assignments. `missing` is answered only when the
 * last of them says so; when it could not be asked the answer is `unavailable`.
 */
export class LayeredStickyStore implements StickyStore {
  private readonly memory: MemoryStickyStore;
  private readonly shared: StickyStore | undefined;
  private readonly fallback: AssignmentsFallback | undefined;
  private readonly fallbackTimeoutMs: number;
  private readonly loads = new SingleFlight<StickyLookup>();

  constructor(options: LayeredStickyOptions = {}) {
    this.memory = options.memory ?? new MemoryStickyStore();
    this.shared = options.shared;
    this.fallback = options.fallback;
    this.fallbackTimeoutMs = options.fallbackTimeoutMs ?? FALLBACK_TIMEOUT_MS;
  }

  peek(key: StickyKey): StickyEntry | undefined {
    return this.memory.peek(key);
  }

  get(key: StickyKey): Promise<StickyLookup> {
    const entry = this.memory.peek(key);
    if (entry !== undefined) return Promise.resolve({ outcome: 'found', entry });
    return this.loads.run(stickyKeyText(key), () => this.load(key));
  }

  async putIfAbsent(key: StickyKey, entry: StickyEntry): Promise<StickyLookup> {
    const kept = this.memory.keep(key, entry);
    const shared = await this.shared?.putIfAbsent(key, kept);
    if (shared?.outcome !== 'found') return { outcome: 'found', entry: kept };
    if (shared.entry !== kept) this.memory.replace(key, shared.entry);
    return shared;
  }

  async confirm(keys: readonly StickyKey[]): Promise<void> {
    await this.memory.confirm(keys);
    await this.shared?.confirm(keys);
  }

  async held(key: StickyKey): Promise<readonly HeldEntry[]> {
    return [...(await this.memory.held(key)), ...((await this.shared?.held(key)) ?? [])];
  }

  async remove(unit: Pick<StickyKey, 'project' | 'unit'>, runs: readonly StickyRun[]): Promise<boolean> {
    const isRemoved = (await this.shared?.remove(unit, runs)) ?? true;
    // Last, so that nothing that was read from the shared store meanwhile stays here.
    await this.memory.remove(unit);
    return isRemoved;
  }

  async close(): Promise<void> {
    await this.memory.close();
    await this.shared?.close();
  }

  private async load(key: StickyKey): Promise<StickyLookup> {
    const shared = (await this.shared?.get(key)) ?? MISSING;
    if (shared.outcome === 'found') return this.remembered(key, shared.entry);
    if (this.fallback === undefined) return shared;
    const projected = await within(this.fallbackTimeoutMs, this.fallback.lookup(key), UNAVAILABLE);
    if (projected.outcome !== 'found') return projected;
    // What was lost from the shared store is put back there; nobody waits for it.
    void this.shared?.putIfAbsent(key, projected.entry);
    return this.remembered(key, projected.entry);
  }

  // Whoever was faster while this load was under way holds.
  private remembered(key: StickyKey, entry: StickyEntry): StickyLookup {
    return { outcome: 'found', entry: this.memory.keep(key, entry) };
  }
}
