import type { BatchScope } from '@assay/projections';
import { dimensionValue, NO_VALUE } from './state/attributes.js';
import { eraseHistory } from './storage/erase-history.js';
import type { BreakdownRef } from './storage/unheld-values.js';
import type { HistoryRow } from './storage/unit-event.js';
import { observationOf, splitUnitKey } from './storage/unit-event.js';
import type { UnitChange } from './unit-work.js';

/**
 * Takes the attributes from what is stored of units that are forgotten in a batch.
 * @returns the values of dimensions that they were counted under, which nobody may hold any more
 */
export async function eraseUnits(
  scope: BatchScope,
  changes: readonly UnitChange[],
): Promise<readonly BreakdownRef[]> {
  const forgotten = changes.filter(({ newlyForgotten }) => newlyForgotten).map(({ work }) => work);
  if (forgotten.length === 0) return [];
  const dimensions = await dimensionsOf(scope, [...new Set(forgotten.map(({ project }) => project))]);
  const values = new Map<string, BreakdownRef>();
  const unitKeys = forgotten.map(({ unitKey }) => unitKey);
  for await (const rows of eraseHistory(scope, unitKeys))
    for (const value of rows.flatMap((row) => valuesOf(row, dimensions)))
      values.set(JSON.stringify(value), value);
  return [...values.values()];
}

interface Dimension {
  readonly project: string;
  readonly attribute: string;
}

/** Removed ones, too. A unit may have been counted in experiments that its state no longer names. */
const dimensionsOf = (scope: BatchScope, projects: readonly string[]): Promise<readonly Dimension[]> =>
  scope.query<Dimension>('SELECT project, attribute FROM dimensions WHERE project = ANY($1::text[])', [
    projects,
  ]);

function valuesOf(row: HistoryRow, dimensions: readonly Dimension[]): readonly BreakdownRef[] {
  const seen = observationOf(row);
  if (seen?.kind !== 'exposure') return [];
  const [project] = splitUnitKey(row.unit_key);
  const { experiment, attributes } = seen;
  return dimensions.flatMap(({ project: own, attribute }) => {
    const value = own === project ? dimensionValue(attributes, attribute) : NO_VALUE;
    return value === NO_VALUE ? [] : [{ project, experiment, dimension: attribute, value }];
  });
}
