import type { BatchScope, Transaction } from '@assay/projections';
import type { UnitState } from '../state/unit-state.js';
import type { StoredState } from '../state/unit-state.js';
import { decodeUnitState, unitStateOf } from '../state/unit-state.js';
import { LostUpdateError } from './lost-update.error.js';
import { copyText } from './unit-event.js';

/** Never in a state: JSON escapes it. */
const SEPARATOR = '\u001e';

export interface StoredUnit {
  readonly unitKey: string;
  readonly partition: number;
  readonly state: UnitState;
}

interface FoundUnits {
  readonly partition: number;
  readonly keys: readonly string[];
  readonly states: string;
}

/**
 * The states that are there of units, by key. Those of a partition come as one text: what the driver does for each row
 * of a result costs more than reading the state.
 */
export async function readUnits(
  transaction: Transaction,
  unitKeys: readonly string[],
): Promise<ReadonlyMap<string, StoredUnit>> {
  const found = await transaction.query<FoundUnits>(
    `SELECT partition, json_agg(unit_key) AS keys, string_agg(state, ',') AS states
     FROM unit_state WHERE unit_key = ANY($1::text[]) GROUP BY partition`,
    [unitKeys],
  );
  const units = new Map<string, StoredUnit>();
  for (const { partition, keys, states } of found)
    for (const [place, state] of (JSON.parse(`[${states}]`) as readonly StoredState[]).entries()) {
      const unitKey = keys[place] ?? '';
      units.set(unitKey, { unitKey, partition, state: unitStateOf(state) });
    }
  return units;
}

/** A unit with its state as it is stored. */
export interface EncodedUnit {
  readonly unitKey: string;
  readonly partition: number;
  readonly state: string;
}

/** New units; a unit that another batch has put there meanwhile fails the batch, which is then taken again. */
export async function insertUnits(scope: BatchScope, units: readonly EncodedUnit[]): Promise<void> {
  if (units.length === 0) return;
  const rows = units.map(
    ({ unitKey, partition, state }) => `${copyText(unitKey)}\t${String(partition)}\t${copyText(state)}`,
  );
  await scope.copy('unit_state', ['unit_key', 'partition', 'state'], rows);
}

/** @throws LostUpdateError when a unit is gone: then the states that were read are not those of the table */
export async function updateUnits(transaction: Transaction, units: readonly EncodedUnit[]): Promise<void> {
  if (units.length === 0) return;
  const [row] = await transaction.query<{ readonly updated: number }>(
    `WITH updated AS (
       UPDATE unit_state AS stored SET state = changed.state
       FROM unnest($1::text[], string_to_array($2, '${SEPARATOR}')) AS changed(unit_key, state)
       WHERE stored.unit_key = changed.unit_key RETURNING 1)
     SELECT count(*)::int AS updated FROM updated`,
    [units.map(({ unitKey }) => unitKey), units.map(({ state }) => state).join(SEPARATOR)],
  );
  if (row?.updated !== units.length) throw new LostUpdateError(units.length, row?.updated ?? 0);
}

export async function deleteUnits(transaction: Transaction, unitKeys: readonly string[]): Promise<void> {
  if (unitKeys.length === 0) return;
  await transaction.query('DELETE FROM unit_state WHERE unit_key = ANY($1::text[])', [unitKeys]);
}

/** A page of units in order of their keys. */
export interface UnitPage {
  readonly units: readonly StoredUnit[];
  /** Where the next page begins; undefined on the last one. */
  readonly next: string | undefined;
}

/** The next units of a partition in order of their keys. */
export async function unitPage(
  transaction: Transaction,
  { partition, after, limit }: { readonly partition: number; readonly after: string; readonly limit: number },
): Promise<UnitPage> {
  const rows = await transaction.query<{ readonly unit_key: string; readonly state: string }>(
    'SELECT unit_key, state FROM unit_state WHERE partition = $1 AND unit_key > $2 ORDER BY unit_key LIMIT $3',
    [partition, after, limit],
  );
  const units = rows.map(({ unit_key: unitKey, state }) => ({
    ...{ unitKey, partition },
    state: decodeUnitState(state),
  }));
  return { units, next: rows.length < limit ? undefined : rows.at(-1)?.unit_key };
}
