import type { BatchScope, Transaction } from '@assay/projections';
import type { UnitState } from '../state/unit-state.js';
import { decodeUnitState, encodeUnitState } from '../state/unit-state.js';
import { LostUpdateError } from './lost-update.error.js';
import type { UnitEvent } from './unit-event.js';
import { copyText, identityOf } from './unit-event.js';

export interface StoredUnit {
  readonly unitKey: string;
  readonly partition: number;
  readonly state: UnitState;
}

/** What is there already of a batch: the events that were counted before, and the states of its units. */
export interface Probe {
  readonly identities: ReadonlySet<string>;
  readonly units: ReadonlyMap<string, StoredUnit>;
}

interface ProbeRow {
  readonly id: string | null;
  readonly unit_key: string | null;
  readonly place: number | null;
  readonly partition: number | null;
  readonly state: string | null;
}

/** One statement for both questions. */
export async function probe(
  transaction: Transaction,
  events: readonly UnitEvent[],
  unitKeys: readonly string[],
): Promise<Probe> {
  const rows = await transaction.query<ProbeRow>(
    `SELECT id::text AS id, unit_key, NULL::int AS place, NULL::int AS partition, NULL::text AS state
       FROM unit_events WHERE id = ANY($1::uuid[])
     UNION ALL
     SELECT NULL, NULL, wanted.place::int, stored.partition, stored.state
       FROM unnest($2::text[]) WITH ORDINALITY AS wanted(unit_key, place)
       JOIN unit_state AS stored USING (unit_key)`,
    [events.map(({ id }) => id), unitKeys],
  );
  const identities = new Set<string>();
  const units = new Map<string, StoredUnit>();
  for (const { id, unit_key: key, place, partition, state } of rows) {
    if (id !== null && key !== null) identities.add(identityOf({ id, unitKey: key }));
    if (place === null || partition === null || state === null) continue;
    const unitKey = unitKeys[place - 1] ?? '';
    units.set(unitKey, { unitKey, partition, state: decodeUnitState(state) });
  }
  return { identities, units };
}

/** New units; a unit that another batch has put there meanwhile fails the batch, which is then taken again. */
export async function insertUnits(scope: BatchScope, units: readonly StoredUnit[]): Promise<void> {
  if (units.length === 0) return;
  const rows = units.map(
    ({ unitKey, partition, state }) =>
      `${copyText(unitKey)}\t${String(partition)}\t${copyText(encodeUnitState(state))}`,
  );
  await scope.copy('unit_state', ['unit_key', 'partition', 'state'], rows);
}

/** @throws LostUpdateError when a unit is gone: then the states that were read are not those of the table */
export async function updateUnits(
  transaction: Transaction,
  units: readonly Pick<StoredUnit, 'unitKey' | 'state'>[],
): Promise<void> {
  if (units.length === 0) return;
  const [row] = await transaction.query<{ readonly updated: number }>(
    `WITH updated AS (
       UPDATE unit_state AS stored SET state = changed.state
       FROM unnest($1::text[], $2::text[]) AS changed(unit_key, state)
       WHERE stored.unit_key = changed.unit_key RETURNING 1)
     SELECT count(*)::int AS updated FROM updated`,
    [units.map(({ unitKey }) => unitKey), units.map(({ state }) => encodeUnitState(state))],
  );
  if (row?.updated !== units.length) throw new LostUpdateError(units.length, row?.updated ?? 0);
}

/** A page of units in order of their keys. */
export interface UnitPage {
  readonly units: readonly StoredUnit[];
  /** Where the next page begins; undefined on the last one. */
  readonly next: string | undefined;
}

/** The units of a partition among the next ones in order of their keys. */
export async function unitPage(
  transaction: Transaction,
  { partition, after, limit }: { readonly partition: number; readonly after: string; readonly limit: number },
): Promise<UnitPage> {
  const rows = await transaction.query<{
    readonly unit_key: string;
    readonly partition: number;
    readonly state: string | null;
  }>(
    `SELECT unit_key, partition, CASE WHEN partition = $1 THEN state END AS state
     FROM unit_state WHERE unit_key > $2 ORDER BY unit_key LIMIT $3`,
    [partition, after, limit],
  );
  const units = rows.flatMap(({ unit_key: unitKey, partition: own, state }) =>
    state === null ? [] : [{ unitKey, partition: own, state: decodeUnitState(state) }],
  );
  return { units, next: rows.length < limit ? undefined : rows.at(-1)?.unit_key };
}
