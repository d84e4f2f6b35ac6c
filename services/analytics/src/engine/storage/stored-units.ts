import type { BatchScope, Transaction } from '@assay/projections';
import type { UnitState } from '../state/unit-state.js';
import type { StoredState } from '../state/unit-state.js';
import { decodeUnitState, unitStateOf } from '../state/unit-state.js';
import { LostUpdateError } from './lost-update.error.js';
import { copyText } from './unit-event.js';

/** Never in a state: JSON escapes it. */
const SEPARATOR = '\u001e';

/** The state of a unit, which lies in the partition that all events of the unit are in. */
export interface StoredUnit {
  readonly unitKey: string;
  readonly state: UnitState;
}

interface FoundUnits {
  readonly keys: readonly string[] | null;
  readonly states: string | null;
}

/**
 * The states that are there of units of a partition, by key. They come as one text: what the driver does for each row of a
 * result costs more than reading the state.
 */
export async function readUnits(
  scope: Pick<BatchScope, 'query' | 'partition'>,
  unitKeys: readonly string[],
): Promise<ReadonlyMap<string, StoredUnit>> {
  const [found] = await scope.query<FoundUnits>(
    `SELECT json_agg(unit_key) AS keys, string_agg(state, ',') AS states
     FROM unit_state WHERE partition = $1 AND unit_key = ANY($2::text[])`,
    [scope.partition, unitKeys],
  );
  const { keys, states } = found ?? { keys: null, states: null };
  const units = new Map<string, StoredUnit>();
  if (keys === null || states === null) return units;
  for (const [place, state] of (JSON.parse(`[${states}]`) as readonly StoredState[]).entries()) {
    const unitKey = keys[place] ?? '';
    units.set(unitKey, { unitKey, state: unitStateOf(state) });
  }
  return units;
}

/** The state of a unit, in whichever partition it is. */
export async function findUnit(transaction: Transaction, unitKey: string): Promise<UnitState | undefined> {
  const [found] = await transaction.query<{ readonly state: string }>(
    'SELECT state FROM unit_state WHERE unit_key = $1',
    [unitKey],
  );
  return found && decodeUnitState(found.state);
}

/** A unit with its state as it is stored. */
export interface EncodedUnit {
  readonly unitKey: string;
  readonly state: string;
}

/** New units of a partition. */
export async function insertUnits(scope: BatchScope, units: readonly EncodedUnit[]): Promise<void> {
  if (units.length === 0) return;
  const rows = units.map(
    ({ unitKey, state }) => `${String(scope.partition)}\t${copyText(unitKey)}\t${copyText(state)}`,
  );
  await scope.copy('unit_state', ['partition', 'unit_key', 'state'], rows);
}

/**
 * OFFSET 0: the planner does not see that all are of one partition, whose units it might go through one by one.
 * @throws LostUpdateError when a unit is gone: then the states that were read are not those of the table
 */
export async function updateUnits(scope: BatchScope, units: readonly EncodedUnit[]): Promise<void> {
  if (units.length === 0) return;
  const [row] = await scope.query<{ readonly updated: number }>(
    `WITH updated AS (
       UPDATE unit_state AS stored SET state = changed.state
       FROM (SELECT $1::int AS partition, unit_key, state
         FROM unnest($2::text[], string_to_array($3, '${SEPARATOR}')) AS given(unit_key, state) OFFSET 0) AS changed
       WHERE stored.partition = changed.partition AND stored.unit_key = changed.unit_key RETURNING 1)
     SELECT count(*)::int AS updated FROM updated`,
    [scope.partition, units.map(({ unitKey }) => unitKey), units.map(({ state }) => state).join(SEPARATOR)],
  );
  if (row?.updated !== units.length) throw new LostUpdateError(units.length, row?.updated ?? 0);
}

export async function deleteUnits(scope: BatchScope, unitKeys: readonly string[]): Promise<void> {
  if (unitKeys.length === 0) return;
  await scope.query('DELETE FROM unit_state WHERE partition = $1 AND unit_key = ANY($2::text[])', [
    scope.partition,
    unitKeys,
  ]);
}

/** A page of units in order of their keys. */
export interface UnitPage {
  readonly units: readonly StoredUnit[];
  /** Where the next page begins; undefined on the last one. */
  readonly next: string | undefined;
}

/** The next units of a partition in order of their keys. */
export async function unitPage(
  scope: BatchScope,
  { after, limit }: { readonly after: string; readonly limit: number },
): Promise<UnitPage> {
  const rows = await scope.query<{ readonly unit_key: string; readonly state: string }>(
    'SELECT unit_key, state FROM unit_state WHERE partition = $1 AND unit_key > $2 ORDER BY unit_key LIMIT $3',
    [scope.partition, after, limit],
  );
  const units = rows.map(({ unit_key: unitKey, state }) => ({ unitKey, state: decodeUnitState(state) }));
  return { units, next: rows.length < limit ? undefined : rows.at(-1)?.unit_key };
}
