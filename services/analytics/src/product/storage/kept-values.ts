import type { Transaction } from '@assay/projections';
import { OTHER_VALUES } from '../../engine/state/attributes.js';
import { rankOf } from '../../engine/statistics/dimension-rank.js';

/** How many values of a list count by themselves; those of the lowest ranks, whatever came first. */
export const MOST_KEPT = { 'event-names': 500, items: 2_000 } as const;

/** A list that grows by what clients send. */
export type KeptList = keyof typeof MOST_KEPT;

/** A value of such a list. */
export interface SeenValue {
  readonly project: string;
  readonly list: KeptList;
  readonly value: string;
}

const listKey = ({ project, list }: Omit<SeenValue, 'value'>): string => `${project}\u001f${list}`;

/** The highest ranks kept in a partition, of lists that are full. */
type Limits = ReadonlyMap<string, number>;

export async function readLimits(transaction: Transaction, partition: number): Promise<Limits> {
  const rows = await transaction.query<Omit<SeenValue, 'value'> & { readonly limit: number }>(
    'SELECT project, list, limit_rank::float8 AS limit FROM kept_limits WHERE partition = $1',
    [partition],
  );
  return new Map(rows.map((row) => [listKey(row), row.limit]));
}

const isKept = (limits: Limits, seen: SeenValue): boolean =>
  rankOf(seen.value) <= (limits.get(listKey(seen)) ?? Infinity);

/** What a value counts as. */
export const shownUnder =
  (limits: Limits) =>
  (seen: SeenValue): string =>
    isKept(limits, seen) ? seen.value : OTHER_VALUES;

/**
 * Notes values that were seen. Where a list has become too long, the values of the highest ranks go, and their rows are
 * added to the rest. Called after the rows were written under the limits of before.
 */
export async function admitValues(
  transaction: Transaction,
  seen: readonly SeenValue[],
  { limits, partition }: { readonly limits: Limits; readonly partition: number },
): Promise<void> {
  const candidates = seen.filter((one) => isKept(limits, one));
  if (candidates.length === 0) return;
  const grown = await insertValues(transaction, candidates, partition);
  if (grown.length === 0) return;
  const dropped = await dropHighest(transaction, grown, partition);
  if (dropped.length === 0) return;
  const parameters = [
    dropped.map(({ project }) => project),
    dropped.map(({ list }) => list),
    dropped.map(({ value }) => value),
    partition,
    OTHER_VALUES,
  ];
  for (const statement of MOVES) await transaction.query(statement, parameters);
}

const insertValues = (
  transaction: Transaction,
  values: readonly SeenValue[],
  partition: number,
): Promise<readonly Omit<SeenValue, 'value'>[]> =>
  transaction.query(
    `WITH inserted AS (
       INSERT INTO kept_values (project, list, partition, value, rank)
       SELECT project, list, $5, value, rank
       FROM unnest($1::text[], $2::text[], $3::text[], $4::bigint[]) AS given(project, list, value, rank)
       ON CONFLICT DO NOTHING RETURNING project, list)
     SELECT DISTINCT project, list FROM inserted`,
    [
      values.map(({ project }) => project),
      values.map(({ list }) => list),
      values.map(({ value }) => value),
      values.map(({ value }) => rankOf(value)),
      partition,
    ],
  );

/** Takes the values beyond the limit of their list away, and notes the highest rank that is left. */
async function dropHighest(
  transaction: Transaction,
  lists: readonly Omit<SeenValue, 'value'>[],
  partition: number,
): Promise<readonly SeenValue[]> {
  const grown = [
    lists.map(({ project }) => project),
    lists.map(({ list }) => list),
    lists.map(({ list }) => MOST_KEPT[list]),
    partition,
  ];
  const dropped = await transaction.query<SeenValue>(
    `WITH ranked AS (
       SELECT project, list, value, most,
         row_number() OVER (PARTITION BY project, list ORDER BY rank, value) AS place
       FROM unnest($1::text[], $2::text[], $3::int[]) AS grown(project, list, most)
       JOIN kept_values USING (project, list) WHERE partition = $4)
     DELETE FROM kept_values AS stored USING ranked
     WHERE stored.project = ranked.project AND stored.list = ranked.list AND stored.partition = $4
       AND stored.value = ranked.value AND ranked.place > ranked.most
     RETURNING stored.project, stored.list, stored.value`,
    grown,
  );
  if (dropped.length > 0)
    await transaction.query(
      `INSERT INTO kept_limits (project, list, partition, limit_rank)
       SELECT project, list, $4, max(rank)
       FROM unnest($1::text[], $2::text[], $3::int[]) AS grown(project, list, most)
       JOIN kept_values USING (project, list) WHERE partition = $4
       GROUP BY project, list HAVING count(*) >= max(most)
       ON CONFLICT (project, list, partition) DO UPDATE SET limit_rank = excluded.limit_rank`,
      grown,
    );
  return dropped;
}

const GONE = `gone AS (
  SELECT * FROM unnest($1::text[], $2::text[], $3::text[]) AS dropped(project, list, value))`;

/** Rows of values that no longer count by themselves become part of the rest. */
const MOVES = [
  `WITH ${GONE}, moved AS (
     DELETE FROM unit_statistics AS stored USING gone
     WHERE gone.list = 'event-names' AND stored.project = gone.project AND stored.value = gone.value
       AND stored.partition = $4 AND stored.slot < 0
     RETURNING stored.*)
   INSERT INTO unit_statistics AS stored (project, slot, span, figure, value, day, partition, amount)
   SELECT project, slot, span, figure, $5, day, partition, sum(amount) FROM moved
   GROUP BY project, slot, span, figure, day, partition
   ON CONFLICT (project, slot, span, figure, value, day, partition)
     DO UPDATE SET amount = stored.amount + excluded.amount`,
  `WITH ${GONE}, moved AS (
     DELETE FROM position_statistics AS stored USING gone
     WHERE gone.list = 'items' AND stored.project = gone.project AND stored.item = gone.value
       AND stored.partition = $4
     RETURNING stored.*)
   INSERT INTO position_statistics AS stored (project, day, position, item, partition, impressions, clicks)
   SELECT project, day, position, $5, partition, sum(impressions), sum(clicks) FROM moved
   GROUP BY project, day, position, partition
   ON CONFLICT (project, item, day, position, partition)
     DO UPDATE SET impressions = stored.impressions + excluded.impressions, clicks = stored.clicks + excluded.clicks`,
];
