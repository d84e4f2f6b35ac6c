import type { OutcomeCounts } from '../health/outcome-counts.js';

/** One unit that was seen within the window, under one activation, as the read model has it. */
export interface SeenUnit {
  readonly unit: string;
  readonly activation: string;
  /** Since the activation began, of which the window may be the end only. */
  readonly outcomes: number;
  readonly errors: number;
  /** Within the window. */
  readonly hasError: boolean;
  readonly lastErrorEvent: string | null;
}

export interface EnabledCounts extends OutcomeCounts {
  /** The error that a rollback names as its cause. */
  readonly lastErrorEvent: string | null;
}

/**
 * Outcomes that name no activation may lie before the present one; of these the read model knows only that there
 * was one since, and perhaps an error.
 */
const outcomesOf = ({ activation, outcomes, errors, hasError }: SeenUnit) =>
  activation === '' ? { outcomes: 1, errors: hasError ? 1 : 0 } : { outcomes, errors };

/** Counts the units that have the feature; what the others met does not speak against it. */
export function countEnabled(seen: readonly SeenUnit[], isEnabled: (unit: string) => boolean): EnabledCounts {
  const units = new Set<string>();
  const failed = new Set<string>();
  const total = { outcomes: 0, errors: 0, lastErrorEvent: null as string | null };
  for (const row of seen) {
    if (!units.has(row.unit) && !isEnabled(row.unit)) continue;
    units.add(row.unit);
    const { outcomes, errors } = outcomesOf(row);
    total.outcomes += outcomes;
    total.errors += errors;
    if (!row.hasError) continue;
    failed.add(row.unit);
    total.lastErrorEvent = row.lastErrorEvent;
  }
  return { units: units.size, unitsWithError: failed.size, ...total };
}
