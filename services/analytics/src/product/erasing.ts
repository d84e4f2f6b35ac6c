import type { BatchScope } from '@assay/projections';
import { eraseHistory } from '../engine/storage/erase-history.js';
import type { HistoryRow } from '../engine/storage/unit-event.js';
import { observationOf, splitUnitKey } from '../engine/storage/unit-event.js';
import type { PlacementRow } from './positions/count-positions.js';
import { placementOf } from './positions/placement.js';
import type { UnitChange } from './unit-change.js';

/**
 * Takes the attributes from what is stored of units that are forgotten in a batch. Called after the events of the batch
 * were stored.
 * @returns by how much that changes what was shown and clicked
 */
export async function eraseUnits(
  scope: BatchScope,
  units: readonly UnitChange[],
): Promise<readonly PlacementRow[]> {
  const unitKeys = units.flatMap(({ unitKey, newlyForgotten }) => (newlyForgotten ? [unitKey] : []));
  const moved: PlacementRow[] = [];
  for await (const rows of eraseHistory(scope, unitKeys)) moved.push(...rows.flatMap(movedBy));
  return moved;
}

/** Taken from where it was counted, and added where it counts without attributes. */
function movedBy(row: HistoryRow): readonly PlacementRow[] {
  if (row.forwarded_from !== null) return [];
  const [project] = splitUnitKey(row.unit_key);
  return [
    { details: row.details, by: -1 },
    { details: null, by: 1 },
  ].flatMap(({ details, by }) => {
    const placement = placementOf(observationOf({ ...row, details }));
    if (placement === undefined) return [];
    const { day, position, item, kind } = placement;
    return [{ project, day, position, item, impressions: 0, clicks: 0, [kind]: by }];
  });
}
