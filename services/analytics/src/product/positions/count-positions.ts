import type { Transaction } from '@assay/projections';
import { forwardedFrom } from '../../engine/unit-work.js';
import type { UnitEvent } from '../../engine/storage/unit-event.js';
import type { SeenValue } from '../storage/kept-values.js';
import { placementOf } from './placement.js';

export const ITEMS = 'items';

interface Row {
  readonly project: string;
  readonly day: number;
  readonly position: number;
  readonly item: string;
  impressions: number;
  clicks: number;
}

/** What was shown and clicked in a batch. What is forwarded to a user was counted when it came. */
export function placementsIn(events: readonly UnitEvent[]): readonly Row[] {
  const rows = new Map<string, Row>();
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

export const itemsOf = (rows: readonly Row[]): readonly SeenValue[] =>
  rows.map(({ project, item }) => ({ project, list: ITEMS, value: item }));

export async function addPlacements(
  transaction: Transaction,
  rows: readonly Row[],
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
