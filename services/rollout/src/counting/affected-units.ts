import type { Transaction } from '@assay/projections';
import type { StoredOutcomes, UnitPart } from '../outcomes/unit-rows.store.js';
import { readUnits } from '../outcomes/unit-rows.store.js';
import { CountedGroups } from '../statistics/group-counts.js';
import type { RolloutLife } from '../statistics/life.js';
import { stretchesOf } from '../statistics/stretches.js';
import { countsOfUnit } from '../statistics/unit-counts.fold.js';
import type { RolloutPart } from './counted-rollout.js';
import { partName } from './counted-rollout.js';
import type { CountsChange } from './counts.store.js';
import { grouped } from '../statistics/grouped.js';

/** A part whose rollout has had activations since it was counted, and nothing else that concerns units. */
export interface GrownLife {
  readonly part: RolloutPart;
  readonly before: RolloutLife;
  readonly now: RolloutLife;
}

/** More than these are counted anew. */
const MOST_AFFECTED = 1_000;

/** Units that named a new activation before it was known here, or none at a time that was its own. */
const AFFECTED = `
  SELECT DISTINCT met.project, met.rollout, met.unit, met.partition
    FROM unnest($1::text[], $2::text[], $3::int[], $4::text[], $5::bigint[])
           AS asked (project, rollout, partition, activation, since),
         LATERAL (
           SELECT project, rollout, unit, partition FROM unit_outcomes AS known
            WHERE known.project = asked.project AND known.rollout = asked.rollout
              AND known.activation = asked.activation AND known.last_seen >= asked.since
              AND known.partition = asked.partition
            LIMIT ${String(MOST_AFFECTED + 1)}) AS met`;

interface Asked extends RolloutPart {
  readonly activation: string;
  readonly since: number;
}

function askedOf({ part, before, now }: GrownLife): readonly Asked[] {
  const fresh = now.history.slice(before.history.length);
  const [first] = fresh;
  if (first === undefined) return [];
  const named = fresh.map(({ activation }) => ({ ...part, activation, since: 0 }));
  return [...named, { ...part, activation: '', since: Date.parse(first.since) }];
}

function readAffected(transaction: Transaction, asked: readonly Asked[]): Promise<readonly UnitPart[]> {
  return transaction.query<UnitPart>(AFFECTED, [
    asked.map(({ project }) => project),
    asked.map(({ rollout }) => rollout),
    asked.map(({ partition }) => partition),
    asked.map(({ activation }) => activation),
    asked.map(({ since }) => since),
  ]);
}

function changeOf({ part, before, now }: GrownLife, rows: readonly StoredOutcomes[]): CountsChange {
  const [then, since] = [stretchesOf(before), stretchesOf(now)];
  const groups = new CountedGroups();
  for (const unit of grouped(rows, (row) => row.unit).values())
    groups.add(countsOfUnit(unit, since)).add(countsOfUnit(unit, then), -1);
  return { part, groups: groups.told() };
}

/**
 * What new activations change in counts: mostly nothing, as units name them after they are known. Three statements.
 * @returns by the place of who asks; undefined where too many units are concerned
 */
export async function changesSince(
  transaction: Transaction,
  grown: readonly GrownLife[],
): Promise<readonly (CountsChange | undefined)[]> {
  const asked = grown.flatMap(askedOf);
  const affected = asked.length === 0 ? [] : await readAffected(transaction, asked);
  const units = grouped(affected, partName);
  const few = [...units.values()].filter(({ length }) => length <= MOST_AFFECTED).flat();
  const rows = few.length === 0 ? [] : await readUnits(transaction, few);
  const rowsOf = grouped(rows, partName);
  return grown.map((one) => {
    const name = partName(one.part);
    if ((units.get(name)?.length ?? 0) > MOST_AFFECTED) return undefined;
    return changeOf(one, rowsOf.get(name) ?? []);
  });
}
