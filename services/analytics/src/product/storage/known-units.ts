import type { BatchScope, Transaction } from '@assay/projections';
import { copyText } from '../../engine/storage/unit-event.js';

/** The users that units turned out to be. */
export type KnownUnits = ReadonlyMap<string, { readonly alias: string | undefined }>;

export async function readKnown(transaction: Transaction, unitKeys: readonly string[]): Promise<KnownUnits> {
  const rows = await transaction.query<{ readonly place: number; readonly alias: string | null }>(
    `SELECT wanted.place::int AS place, stored.alias
     FROM unnest($1::text[]) WITH ORDINALITY AS wanted(unit_key, place) JOIN units AS stored USING (unit_key)`,
    [unitKeys],
  );
  return new Map(rows.map(({ place, alias }) => [unitKeys[place - 1] ?? '', { alias: alias ?? undefined }]));
}

export interface UnitRow {
  readonly unitKey: string;
  readonly isNew: boolean;
  readonly alias: string | undefined;
}

/** Units that are new, or turned out to be a user. */
export async function writeUnits(
  scope: BatchScope,
  units: readonly UnitRow[],
  partition: number,
): Promise<void> {
  const fresh = units.filter(({ isNew }) => isNew);
  const linked = units.filter(({ isNew }) => !isNew);
  if (fresh.length > 0) {
    const rows = fresh.map(
      ({ unitKey, alias }) =>
        `${copyText(unitKey)}\t${String(partition)}\t${alias === undefined ? '\\N' : copyText(alias)}`,
    );
    await scope.copy('units', ['unit_key', 'partition', 'alias'], rows);
  }
  if (linked.length > 0)
    await scope.query(
      `UPDATE units AS stored SET alias = linked.alias
       FROM unnest($1::text[], $2::text[]) AS linked(unit_key, alias)
       WHERE stored.unit_key = linked.unit_key`,
      [linked.map(({ unitKey }) => unitKey), linked.map(({ alias }) => alias ?? null)],
    );
}

export interface SweptUnit {
  readonly unitKey: string;
  readonly alias: string | undefined;
}

/** The next units of a partition in the order of their keys. */
export async function nextUnits(
  transaction: Transaction,
  { partition, after, limit }: { readonly partition: number; readonly after: string; readonly limit: number },
): Promise<readonly SweptUnit[]> {
  const rows = await transaction.query<{ readonly unit_key: string; readonly alias: string | null }>(
    'SELECT unit_key, alias FROM units WHERE partition = $1 AND unit_key > $2 ORDER BY unit_key LIMIT $3',
    [partition, after, limit],
  );
  return rows.map(({ unit_key: unitKey, alias }) => ({ unitKey, alias: alias ?? undefined }));
}
