import type { Transaction } from '@assay/projections';
import type { HistoryRow } from './unit-event.js';

const NOTHING: readonly HistoryRow[] = [];

/** Everything that has happened to units, this transaction's events included. */
export async function readHistory(
  transaction: Transaction,
  unitKeys: readonly string[],
): Promise<(unitKey: string) => readonly HistoryRow[]> {
  if (unitKeys.length === 0) return () => NOTHING;
  const histories = new Map<string, HistoryRow[]>();
  const rows = await transaction.query<HistoryRow>(
    `SELECT id::text AS id, unit_key, kind, name, time::float8 AS time, value::float8 AS value, details,
       forwarded_from
     FROM unnest($1::text[]) AS wanted(unit_key) JOIN unit_events AS stored USING (unit_key)`,
    [unitKeys],
  );
  for (const row of rows) {
    const known = histories.get(row.unit_key);
    if (known === undefined) histories.set(row.unit_key, [row]);
    else known.push(row);
  }
  return (unitKey) => histories.get(unitKey) ?? NOTHING;
}
