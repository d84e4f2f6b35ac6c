import type { Transaction } from '@assay/projections';
import type { UnitEvent } from '../../engine/storage/unit-event.js';
import { forwardedFrom } from '../../engine/storage/unit-event.js';
import type { SeenValue } from '../storage/kept-values.js';
import { placementOf } from './placement.js';

const ITEMS = 'items';

/** By how much the numbers of an item at a position change on a day. */
export interface PlacementRow {
  readonly project: string;
  readonly day: number;
  readonly position: number;
  readonly item: string;
  impressions: number;
  clicks: number;
}

/** What was shown and clicked in a batch. What is forwarded to a user was counted when it came. */
export function placementsIn(events: readonly UnitEvent[]): readonly PlacementRow[] {
  const rows = new Map<string, PlacementRow>();
  for (const { project, event, seen } of events) {
    const placement = forwardedFrom(event) === undefined ? placementOf(seen) : undefined;
    if (placement === undefined) continue;
    const { day, position, item, kind } = placement;
    const key = `${project}\u001f${String(day)}\u001f${String(position)}\u001f${item}`;
    const row = rows.get(key) ?? { project, day, position, item, impressions: 0, clicks: 0 };
    row[kind] += 1;
    rows.set(key, row);
  }
  return [...rows.values()];
}

export const itemsOf = (rows: readonly PlacementRow[]): readonly SeenValue[] =>
  rows.map(({ project, item }) => ({ project, list: ITEMS, value: item }));

export async function addPlacements(
  transaction: Transaction,
  rows: readonly PlacementRow[],
  { partition, shownAs }: { readonly partition: number; readonly shownAs: (value: SeenValue) => string },
): Promise<void> {
  if (rows.length === 0) return;
  await transaction.query(
    `INSERT INTO position_statistics AS stored (project, day, position, item, partition, impressions, clicks)
     SELECT project, day, position, item, $7, sum(impressions), sum(clicks)
     FROM unnest($1::text[], $2::int[], $3::int[], $4::text[], $5::bigint[], $6::bigint[])
       AS given(project, day, position, item, impressions, clicks)
     GROUP BY project, day, position, item ORDER BY project, item, day, position
     ON CONFLICT (project, item, day, position, partition)
       DO UPDATE SET impressions = stored.impressions + excluded.impressions, clicks = stored.clicks + excluded.clicks`,
    [
      rows.map(({ project }) => project),
      rows.map(({ day }) => day),
      rows.map(({ position }) => position),
      rows.map(({ project, item }) => shownAs({ project, list: ITEMS, value: item })),
      rows.map(({ impressions }) => impressions),
      rows.map(({ clicks }) => clicks),
      partition,
    ],
  );
}

const UNHELD = `WITH unheld AS (
    SELECT project, item FROM unnest($1::text[], $2::text[]) AS given(project, item)
    WHERE NOT EXISTS (
      SELECT FROM position_statistics AS stored WHERE stored.project = given.project AND stored.item = given.item
        AND stored.partition = $3 AND (stored.impressions <> 0 OR stored.clicks <> 0)))`;
const DROP_EMPTY = `DELETE FROM position_statistics AS stored USING unnest($1::text[]) AS given(project)
  WHERE stored.project = given.project AND stored.partition = $2 AND stored.impressions = 0 AND stored.clicks = 0`;
const DROP_ITEMS = `${UNHELD} DELETE FROM kept_values AS kept USING unheld
  WHERE kept.list = '${ITEMS}' AND kept.project = unheld.project AND kept.value = unheld.item AND kept.partition = $3`;

/** Removes rows that erasures have emptied, and items of which none are left in the partition. */
export async function dropUnheldItems(
  transaction: Transaction,
  items: readonly SeenValue[],
  partition: number,
): Promise<void> {
  if (items.length === 0) return;
  const projects = items.map(({ project }) => project);
  await transaction.query(DROP_ITEMS, [projects, items.map(({ value }) => value), partition]);
  await transaction.query(DROP_EMPTY, [[...new Set(projects)], partition]);
}
