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
