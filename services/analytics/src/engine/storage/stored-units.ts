import type { BatchScope, Transaction } from '@assay/projections';
import type { UnitState } from '../state/unit-state.js';
import type { StoredState } from '../state/unit-state.js';
import { decodeUnitState, unitStateOf } from '../state/unit-state.js';
import { rememberedOf } from '../remembered/remembered.js';
import type { StoredUnitFilter } from '../remembered/stored-unit-filter.js';
import { together } from '../together.js';
import { LostUpdateError } from './lost-update.error.js';

/** Never in a state: JSON escapes it. */
const SEPARATOR = '\u001e';

/** The state of a unit, which lies in the partition that all events of the unit are in. */
export interface StoredUnit {
  readonly unitKey: string;
  readonly state: UnitState;
  /** Where its row lies (its ctid), for as long as the transaction lasts: no other one writes the units of a partition. */
  readonly place: string;
}

interface FoundUnits {
  readonly keys: readonly string[] | null;
  readonly states: string | null;
  readonly places: string | null;
}

/** Stored keys that are read for each unit of a batch until all are: no batch takes much longer for it. */
const KEYS_READ_EACH = 2;

/** The states that are there of units of a partition, by key. */
export async function readUnits(
  scope: BatchScope,
  unitKeys: readonly string[],
): Promise<ReadonlyMap<string, StoredUnit>> {
  const { units } = rememberedOf(scope);
  const [stored] = await together(
    readStates(
      scope,
      unitKeys.filter((unitKey) => units.mightContain(unitKey)),
    ),
    readKeys(scope, units, unitKeys.length),
  );
  return stored;
}

/** Reads on in the keys of the units that have a state. */
async function readKeys(scope: BatchScope, units: StoredUnitFilter, batch: number): Promise<void> {
  const from = units.readFrom;
  if (from === undefined || batch === 0) return;
  const [found] = await scope.query<{ readonly keys: readonly string[] | null }>(
    `SELECT json_agg(unit_key ORDER BY unit_key) AS keys FROM (
       SELECT unit_key FROM unit_state WHERE partition = $1 AND unit_key > $2 ORDER BY unit_key LIMIT $3) AS next`,
    [scope.partition, from, batch * KEYS_READ_EACH],
  );
  units.read(found?.keys ?? []);
}

/** They come as one text: what the driver does for each row of a result costs more than reading the state. */
async function readStates(
  scope: BatchScope,
  unitKeys: readonly string[],
): Promise<ReadonlyMap<string, StoredUnit>> {
  const units = new Map<string, StoredUnit>();
  if (unitKeys.length === 0) return units;
  const [found] = await scope.query<FoundUnits>(
    `SELECT json_agg(unit_key) AS keys, string_agg(state, ',') AS states, string_agg(ctid::text, ' ') AS places
     FROM unit_state WHERE partition = $1 AND unit_key = ANY($2::text[])`,
    [scope.partition, unitKeys],
  );
  const { keys, states, places } = found ?? { keys: null, states: null, places: null };
  if (keys === null || states === null || places === null) return units;
  const placesOf = places.split(' ');
  for (const [index, state] of (JSON.parse(`[${states}]`) as readonly StoredState[]).entries()) {
    const unitKey = keys[index] ?? '';
    units.set(unitKey, { unitKey, state: unitStateOf(state), place: placesOf[index] ?? '' });
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

/** The same, of one that is stored already. */
export type ChangedUnit = EncodedUnit & Pick<StoredUnit, 'place'>;

/** Units of a partition as they are to be written. */
export interface UnwrittenUnits {
  /** New ones. */
  readonly inserted: readonly EncodedUnit[];
  /** Others, where they were read: they are not looked up again. */
  readonly updated: readonly ChangedUnit[];
}

const GIVEN = (keys: number): string =>
  `unnest($${String(keys)}::text[], string_to_array($${String(keys + 1)}, '${SEPARATOR}'))`;
const WRITE = `WITH inserted AS (
    INSERT INTO unit_state (partition, unit_key, state)
    SELECT $1, unit_key, state FROM ${GIVEN(2)} AS given(unit_key, state)),
  updated AS (
    UPDATE unit_state AS stored SET state = changed.state
    FROM ROWS FROM (${GIVEN(4)}, unnest($6::tid[])) AS changed(unit_key, state, place)
    WHERE stored.ctid = changed.place AND stored.unit_key = changed.unit_key RETURNING 1)
  SELECT count(*)::int AS updated FROM updated`;

const columnsOf = (units: readonly EncodedUnit[]): readonly [keys: readonly string[], states: string] => [
  units.map(({ unitKey }) => unitKey),
  units.map(({ state }) => state).join(SEPARATOR),
];

/** @throws LostUpdateError when one is not where it was read: then the states that were read are not those of the table */
export async function writeUnits(scope: BatchScope, { inserted, updated }: UnwrittenUnits): Promise<void> {
  if (inserted.length + updated.length === 0) return;
  const places = updated.map(({ place }) => place);
  const [row] = await scope.query<{ readonly updated: number }>(WRITE, [
    scope.partition,
    ...columnsOf(inserted),
    ...columnsOf(updated),
    places,
  ]);
  rememberedOf(scope).units.add(inserted.map(({ unitKey }) => unitKey));
  if (row?.updated !== updated.length) throw new LostUpdateError(updated.length, row?.updated ?? 0);
}

export async function deleteUnits(scope: BatchScope, unitKeys: readonly string[]): Promise<void> {
  if (unitKeys.length === 0) return;
  await scope.query('DELETE FROM unit_state WHERE partition = $1 AND unit_key = ANY($2::text[])', [
    scope.partition,
    unitKeys,
  ]);
}

/** A page of units in order of their keys. */
interface UnitPage {
  readonly units: readonly StoredUnit[];
  /** Where the next page begins; undefined on the last one. */
  readonly next: string | undefined;
}

/** The next units of a partition in order of their keys. */
export async function unitPage(
  scope: BatchScope,
  { after, limit }: { readonly after: string; readonly limit: number },
): Promise<UnitPage> {
  const rows = await scope.query<{
    readonly unit_key: string;
    readonly state: string;
    readonly place: string;
  }>(
    `SELECT unit_key, state, ctid::text AS place FROM unit_state
     WHERE partition = $1 AND unit_key > $2 ORDER BY unit_key LIMIT $3`,
    [scope.partition, after, limit],
  );
  const units = rows.map(({ unit_key: unitKey, state, place }) => ({
    unitKey,
    state: decodeUnitState(state),
    place,
  }));
  return { units, next: rows.length < limit ? undefined : rows.at(-1)?.unit_key };
}
