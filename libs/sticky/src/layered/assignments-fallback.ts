import type { StickyKey, StickyLookup } from '../port.js';

/** How long a lookup is waited for where nothing else is said, milliseconds. */
export const FALLBACK_TIMEOUT_MS = 50;

/**
 * The assignments projected from the log, behind the sticky stores: asked when a run’s weights have changed and
 * nothing nearer knows the unit. `missing` means that the log has no assignment as far as it has been projected.
 */
export interface AssignmentsFallback {
  lookup(key: StickyKey): Promise<StickyLookup>;
}
