import type { UnitAssigned } from '@assay/contracts';

/** What is known of one unit in one run: the whole event, so that sending it again is identical. */
export interface StickyEntry {
  readonly event: UnitAssigned;
  /** Whether the log has it; an entry that is not confirmed is sent again at the unit's next evaluation. */
  readonly confirmed: boolean;
}

/** A unit in one run of an experiment: what has at most one assignment. */
export interface StickyKey {
  readonly project: string;
  readonly experiment: string;
  readonly run: number;
  readonly unit: string;
}

/** A run of an experiment. */
export type StickyRun = Pick<StickyKey, 'experiment' | 'run'>;

/** `unavailable`: the store could not be asked in time, which is not the same as `missing`. */
export type StickyLookup =
  | { readonly outcome: 'found'; readonly entry: StickyEntry }
  | { readonly outcome: 'missing' }
  | { readonly outcome: 'unavailable' };

/** An entry, and where it lies. */
export interface HeldEntry {
  readonly layer: 'memory' | 'redis';
  readonly entry: StickyEntry;
}

/** Sticky assignments; the first writer wins. No method throws or waits longer than its timeout. */
export interface StickyStore {
  get(key: StickyKey): Promise<StickyLookup>;
  /** Stores the entry unless there is one, and returns the one that holds. */
  putIfAbsent(key: StickyKey, entry: StickyEntry): Promise<StickyLookup>;
  /** Marks entries as being in the log. */
  confirm(keys: readonly StickyKey[]): Promise<void>;
  /** The entry when it is in this process's memory; answers at once. */
  peek(key: StickyKey): StickyEntry | undefined;
  /**
   * What each layer has for a key by itself, from the nearest on: nothing is loaded, remembered or put back. For
   * verification; a layer that cannot be asked in time is left out.
   */
  held(key: StickyKey): Promise<readonly HeldEntry[]>;
  /**
   * Removes what is held of a unit: in memory all of it, in a shared store that of the runs that are named.
   * @returns whether every layer could be asked
   */
  remove(unit: Pick<StickyKey, 'project' | 'unit'>, runs: readonly StickyRun[]): Promise<boolean>;
  close(): Promise<void>;
}
