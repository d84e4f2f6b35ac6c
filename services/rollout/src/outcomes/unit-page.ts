import type { Transaction } from '@assay/projections';
import type { UnitRow } from '../statistics/unit-counts.fold.js';
import { grouped } from '../statistics/grouped.js';

/** The next units of a rollout, in the order of their bytes. */
export interface UnitPage {
  readonly project: string;
  readonly rollout: string;
  /** Those of one partition; of all where there is none. */
  readonly partition?: number;
  /** Rows that were written to since, in milliseconds since 1970. */
  readonly from: number;
  readonly after: string;
  readonly limit: number;
}

const PAGE = `
  WITH units AS (
    SELECT DISTINCT unit FROM unit_outcomes
     WHERE project = $1 AND rollout = $2 AND unit > $3 AND last_seen >= $4 AND ($5::int IS NULL OR partition = $5)
     ORDER BY unit LIMIT $6)
  SELECT unit, activation, slots, last_seen::float8 AS "lastSeen", last_error::float8 AS "lastError"
    FROM units JOIN unit_outcomes AS known USING (unit)
   WHERE project = $1 AND rollout = $2 AND last_seen >= $4 AND ($5::int IS NULL OR partition = $5)
   ORDER BY unit`;

/** Everything that is known of each of them. */
export async function readUnitPage(
  transaction: Transaction,
  { project, rollout, partition, from, after, limit }: UnitPage,
): Promise<readonly (readonly UnitRow[])[]> {
  const rows = await transaction.query<UnitRow>(PAGE, [
    project,
    rollout,
    after,
    from,
    partition ?? null,
    limit,
  ]);
  return [...grouped(rows, ({ unit }) => unit).values()];
}
