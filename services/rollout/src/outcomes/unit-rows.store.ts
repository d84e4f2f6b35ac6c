import type { Transaction } from '@assay/projections';
import type { UnitOutcomes } from './unit-outcomes.fold.js';

/** A unit of a rollout in the partition that it is written in. */
export interface UnitPart {
  readonly project: string;
  readonly rollout: string;
  readonly unit: string;
  readonly partition: number;
}

/** A row of a unit, and where it is. */
export interface StoredOutcomes extends UnitOutcomes {
  readonly partition: number;
}

const columnsOf = (units: readonly UnitPart[]) =>
  [
    units.map(({ project }) => project),
    units.map(({ rollout }) => rollout),
    units.map(({ unit }) => unit),
    units.map(({ partition }) => partition),
  ] as const;

const KNOWN = `
  SELECT known.project, known.rollout, known.activation, known.unit, known.partition, known.slots,
         known.last_seen::float8 AS "lastSeen", known.last_error::float8 AS "lastError",
         known.last_error_event AS "lastErrorEvent"
    FROM unnest($1::text[], $2::text[], $3::text[], $4::int[]) AS met (project, rollout, unit, partition)
    JOIN unit_outcomes AS known USING (project, rollout, unit, partition)`;

/** Everything that is known of these units, each named once. */
export const readUnits = (
  transaction: Transaction,
  units: readonly UnitPart[],
): Promise<readonly StoredOutcomes[]> => transaction.query<StoredOutcomes>(KNOWN, columnsOf(units));

const WRITE = `
  INSERT INTO unit_outcomes
    (project, rollout, unit, partition, activation, last_seen, last_error, last_error_event, slots)
  SELECT * FROM unnest(
    $1::text[], $2::text[], $3::text[], $4::int[], $5::text[], $6::bigint[], $7::bigint[], $8::uuid[], $9::jsonb[])
  ON CONFLICT (project, rollout, unit, activation, partition) DO UPDATE SET
    last_seen = excluded.last_seen,
    last_error = excluded.last_error,
    last_error_event = excluded.last_error_event,
    slots = excluded.slots`;

export async function writeRows(transaction: Transaction, rows: readonly StoredOutcomes[]): Promise<void> {
  await transaction.query(WRITE, [
    ...columnsOf(rows),
    rows.map(({ activation }) => activation),
    rows.map(({ lastSeen }) => lastSeen),
    rows.map(({ lastError }) => lastError),
    rows.map(({ lastErrorEvent }) => lastErrorEvent),
    rows.map(({ slots }) => JSON.stringify(slots)),
  ]);
}

const FORGET = `
  DELETE FROM unit_outcomes AS own
   USING unnest($1::text[], $2::text[], $3::text[], $4::int[]) AS old (project, rollout, unit, partition)
   WHERE own.project = old.project AND own.rollout = old.rollout AND own.unit = old.unit
     AND own.partition = old.partition AND own.last_seen < $5`;

/** @param before milliseconds since 1970 */
export async function forgetRows(
  transaction: Transaction,
  units: readonly UnitPart[],
  before: number,
): Promise<void> {
  await transaction.query(FORGET, [...columnsOf(units), before]);
}
