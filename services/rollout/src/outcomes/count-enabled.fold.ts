import type { OutcomeCounts } from '../health/outcome-counts.js';
import type { HadFeature } from '../rollout-handling/compile-rollout.js';

/** What one unit met within the window, as the read model has it. */
export interface SeenUnit {
  readonly unit: string;
  /** Whether these outcomes name the activation. */
  readonly named: boolean;
  readonly outcomes: number;
  readonly errors: number;
  readonly hasError: boolean;
  readonly lastErrorEvent: string | null;
}

export interface EnabledCounts extends OutcomeCounts {
  /** The error that a rollback names as its cause. */
  readonly lastErrorEvent: string | null;
}

/** Counts the units that have the feature; what the others met does not speak against it. */
export function countEnabled(seen: readonly SeenUnit[], isEnabled: HadFeature): EnabledCounts {
  const units = new Set<string>();
  const failed = new Set<string>();
  const total = { outcomes: 0, errors: 0, lastErrorEvent: null as string | null };
  for (const row of seen) {
    if (!isEnabled(row.unit, row.named)) continue;
    units.add(row.unit);
    total.outcomes += row.outcomes;
    total.errors += row.errors;
    if (!row.hasError) continue;
    failed.add(row.unit);
    total.lastErrorEvent = row.lastErrorEvent;
  }
  return { units: units.size, unitsWithError: failed.size, ...total };
}
