import type { Transaction } from '@assay/projections';
import type { HistoryRow } from './unit-event.js';
import { KINDS, SEPARATOR } from './unit-event.js';

type HistoryOf = (unitKey: string) => readonly HistoryRow[];

const STORED = `SELECT id::text AS id, unit_key, kind, name, time::float8 AS time, value::float8 AS value, details,
    forwarded_from
  FROM unit_events`;
const HISTORY = `${STORED} WHERE unit_key = ANY($1::text[])`;
/** Without exposures in runs that are closed: the unit's state says nothing of those any more. */
const OPEN_HISTORY = `${HISTORY} AND NOT (kind = ${String(KINDS.UnitExposed)} AND (SELECT true FROM closed_runs LIMIT 1) AND EXISTS (
    SELECT FROM closed_runs AS closed
    WHERE closed.project = split_part(unit_key, '${SEPARATOR}', 1) AND closed.experiment = name
      AND closed.partition = $2 AND closed.run >= (details::json ->> 0)::int))`;
const WITH_RECENT = `${OPEN_HISTORY} UNION ALL ${STORED} WHERE unit_key = ANY($3::text[]) AND time >= $4`;
const NOTHING: readonly HistoryRow[] = [];
const PIECE = 5_000;

/** Units of which only what has happened since counts, milliseconds since 1970. */
export interface Recent {
  readonly unitKeys: readonly string[];
  readonly since: number;
}

/**
 * What the states of units rest on in a partition of the engine, and what has happened to recent ones, in no order. Events
 * of the batch may be stored already.
 */
export async function readOpenHistory(
  transaction: Transaction,
  { whole, recent }: { readonly whole: readonly string[]; readonly recent: Recent },
  partition: number,
): Promise<HistoryOf> {
  const { unitKeys, since } = recent;
  if (unitKeys.length > 0) return historyBy(transaction, WITH_RECENT, [whole, partition, unitKeys, since]);
  if (whole.length > 0) return historyBy(transaction, OPEN_HISTORY, [whole, partition]);
  return () => NOTHING;
}

/** Everything stored that has happened to units, in no order, as it was committed. */
export const readHistory = (transaction: Transaction, unitKeys: readonly string[]): Promise<HistoryOf> =>
  historyBy(transaction, HISTORY, [unitKeys]);

async function historyBy(
  transaction: Transaction,
  sql: string,
  parameters: readonly unknown[],
): Promise<HistoryOf> {
  const histories = byUnit(await transaction.query<HistoryRow>(sql, parameters));
  return (unitKey) => histories.get(unitKey) ?? NOTHING;
}

/**
 * How many units, the first ones of a list, have histories that can be read at once: one at least, and no more after
 * the one with which their events reach a number.
 */
export async function unitsWithin(
  transaction: Transaction,
  unitKeys: readonly string[],
  events: number,
): Promise<number> {
  const [row] = await transaction.query<{ readonly units: number }>(
    `SELECT count(*)::int AS units FROM (
       SELECT sum(n) OVER (ORDER BY place) - n AS before
       FROM unnest($1::text[]) WITH ORDINALITY AS wanted(unit_key, place)
       CROSS JOIN LATERAL (
         SELECT count(*) AS n FROM unit_events WHERE unit_events.unit_key = wanted.unit_key) AS stored) AS counted
     WHERE before < $2`,
    [unitKeys, events],
  );
  return row?.units ?? 0;
}

/**
 * The same, for folds that go on from where they are: a piece at a time, however much has happened to a unit. Events of
 * the batch may be stored already.
 */
export async function* historyInPieces(
  transaction: Transaction,
  unitKeys: readonly string[],
): AsyncGenerator<ReadonlyMap<string, readonly HistoryRow[]>> {
  if (unitKeys.length === 0) return;
  await transaction.query(`DECLARE unit_history NO SCROLL CURSOR FOR ${HISTORY}`, [unitKeys]);
  for (;;) {
    const rows = await transaction.query<HistoryRow>(`FETCH ${String(PIECE)} FROM unit_history`);
    if (rows.length > 0) yield byUnit(rows);
    if (rows.length < PIECE) break;
  }
  await transaction.query('CLOSE unit_history');
}

function byUnit(rows: readonly HistoryRow[]): ReadonlyMap<string, readonly HistoryRow[]> {
  const histories = new Map<string, HistoryRow[]>();
  for (const row of rows) {
    const known = histories.get(row.unit_key);
    if (known === undefined) histories.set(row.unit_key, [row]);
    else known.push(row);
  }
  return histories;
}
