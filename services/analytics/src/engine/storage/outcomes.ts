import type { BatchScope } from '@assay/projections';
import type { OutcomeRow } from '../statistics/outcome-delta.js';

/** Adds the outcomes of a batch to the minutes of its partition. */
export async function addOutcomes(scope: BatchScope, rows: readonly OutcomeRow[]): Promise<void> {
  if (rows.length === 0) return;
  await scope.query(
    `INSERT INTO outcome_statistics AS stored (project, flag, minute, partition, outcomes, errors)
     SELECT project, flag, minute, $6, outcomes, errors
     FROM unnest($1::text[], $2::text[], $3::timestamptz[], $4::bigint[], $5::bigint[])
       AS given(project, flag, minute, outcomes, errors)
     ON CONFLICT (project, flag, minute, partition) DO UPDATE SET
       outcomes = stored.outcomes + excluded.outcomes, errors = stored.errors + excluded.errors`,
    [
      rows.map(({ project }) => project),
      rows.map(({ flag }) => flag),
      rows.map(({ minute }) => minute),
      rows.map(({ outcomes }) => outcomes),
      rows.map(({ errors }) => errors),
      scope.partition,
    ],
  );
  await addLatencies(scope, rows);
  await dropOld(scope, rows);
}

async function addLatencies(scope: BatchScope, rows: readonly OutcomeRow[]): Promise<void> {
  const buckets = rows.flatMap((row) => [...row.latencies].map(([bucket, n]) => ({ row, bucket, n })));
  if (buckets.length === 0) return;
  await scope.query(
    `INSERT INTO outcome_latencies AS stored (project, flag, minute, partition, bucket, n)
     SELECT project, flag, minute, $6, bucket, n
     FROM unnest($1::text[], $2::text[], $3::timestamptz[], $4::int[], $5::bigint[])
       AS given(project, flag, minute, bucket, n)
     ON CONFLICT (project, flag, minute, partition, bucket) DO UPDATE SET n = stored.n + excluded.n`,
    [
      buckets.map(({ row }) => row.project),
      buckets.map(({ row }) => row.flag),
      buckets.map(({ row }) => row.minute),
      buckets.map(({ bucket }) => bucket),
      buckets.map(({ n }) => n),
      scope.partition,
    ],
  );
}

/**
 * The minutes of a flag that are kept: those of two weeks up to its newest one, twice the longest window of a guardrail.
 * What lies before depends on the events alone, not on their order; over several partitions, on the newest of all.
 */
export const KEPT_FOR = `interval '336 hours'`;

/** Minutes that have fallen out of what is kept, of the flags of a batch: mostly none, which the index tells. */
async function dropOld(scope: BatchScope, rows: readonly OutcomeRow[]): Promise<void> {
  const flags = new Map(rows.map((row) => [`${row.project} ${row.flag}`, row]));
  await scope.query(
    `WITH kept AS (
       SELECT project, flag, (
         SELECT minute FROM outcome_statistics AS newest
         WHERE newest.project = given.project AND newest.flag = given.flag AND newest.partition = $3
         ORDER BY minute DESC LIMIT 1) - ${KEPT_FOR} AS since
       FROM unnest($1::text[], $2::text[]) AS given(project, flag)), counts AS (
       DELETE FROM outcome_statistics AS old USING kept
       WHERE old.project = kept.project AND old.flag = kept.flag AND old.minute < kept.since AND old.partition = $3)
     DELETE FROM outcome_latencies AS old USING kept
     WHERE old.project = kept.project AND old.flag = kept.flag AND old.minute < kept.since AND old.partition = $3`,
    [
      [...flags.values()].map(({ project }) => project),
      [...flags.values()].map(({ flag }) => flag),
      scope.partition,
    ],
  );
}
