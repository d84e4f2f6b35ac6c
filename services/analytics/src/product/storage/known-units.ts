import type { BatchScope, Transaction } from '@assay/projections';
import { copyText } from '../../engine/storage/unit-event.js';

/** What is known of a unit by itself. */
export interface KnownUnit {
  /** The user that it turned out to be. */
  readonly alias: string | undefined;
  readonly forgotten: boolean;
}

type KnownUnits = ReadonlyMap<string, KnownUnit>;

type Row = { readonly alias: string | null; readonly forgotten: boolean };

const knownUnit = ({ alias, forgotten }: Row): KnownUnit => ({ alias: alias ?? undefined, forgotten });

export async function readKnown(transaction: Transaction, unitKeys: readonly string[]): Promise<KnownUnits> {
  const rows = await transaction.query<Row & { readonly place: number }>(
    `SELECT wanted.place::int AS place, stored.alias, stored.forgotten
     FROM unnest($1::text[]) WITH ORDINALITY AS wanted(unit_key, place) JOIN units AS stored USING (unit_key)`,
    [unitKeys],
  );
  return new Map(rows.map((row) => [unitKeys[row.place - 1] ?? '', knownUnit(row)]));
}

interface UnitRow extends KnownUnit {
  readonly unitKey: string;
  readonly isNew: boolean;
}

/** Units that are new, turned out to be a user, or were forgotten. */
export async function writeUnits(
  scope: BatchScope,
  units: readonly UnitRow[],
  partition: number,
): Promise<void> {
  const fresh = units.filter(({ isNew }) => isNew);
  const changed = units.filter(({ isNew }) => !isNew);
  if (fresh.length > 0) {
    const rows = fresh.map(
      ({ unitKey, alias, forgotten }) =>
        `${copyText(unitKey)}\t${String(partition)}\t${alias === undefined ? '\\N' : copyText(alias)}\t${String(forgotten)}`,
    );
    await scope.copy('units', ['unit_key', 'partition', 'alias', 'forgotten'], rows);
  }
  if (changed.length > 0)
    await scope.query(
      `UPDATE units AS stored SET alias = changed.alias, forgotten = changed.forgotten
       FROM unnest($1::text[], $2::text[], $3::boolean[]) AS changed(unit_key, alias, forgotten)
       WHERE stored.unit_key = changed.unit_key`,
      [
        changed.map(({ unitKey }) => unitKey),
        changed.map(({ alias }) => alias ?? null),
        changed.map(({ forgotten }) => forgotten),
      ],
    );
}

interface SweptUnit extends KnownUnit {
  readonly unitKey: string;
}

/** The next units of a partition in the order of their keys. */
export async function nextUnits(
  transaction: Transaction,
  { partition, after, limit }: { readonly partition: number; readonly after: string; readonly limit: number },
): Promise<readonly SweptUnit[]> {
  const rows = await transaction.query<Row & { readonly unit_key: string }>(
    'SELECT unit_key, alias, forgotten FROM units WHERE partition = $1 AND unit_key > $2 ORDER BY unit_key LIMIT $3',
    [partition, after, limit],
  );
  return rows.map((row) => ({ unitKey: row.unit_key, ...knownUnit(row) }));
}
