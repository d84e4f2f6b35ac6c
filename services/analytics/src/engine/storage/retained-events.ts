import type { RawEventsExpired } from '@assay/contracts';
import type { BatchScope } from '@assay/projections';

/**
 * Notes what a partition counts from here on, unless a unit of a run that is still counted was exposed before: then
 * everything is kept, and whoever decided will see that run the next time. The bounds only ever rise.
 */
const KEEP_FROM = `WITH asked AS (
    SELECT NOT EXISTS (
      SELECT FROM run_statistics AS run
      WHERE run.partition = $1 AND run.first_exposure < to_timestamp($3::float8 / 1000) AND NOT EXISTS (
        SELECT FROM closed_runs AS closed
        WHERE (closed.project, closed.experiment, closed.partition) = (run.project, run.experiment, run.partition)
          AND closed.run >= run.run)) AS is_free)
  INSERT INTO retained_events AS stored (partition, partitions, kept_from, exposures_from, position)
  SELECT $1, $4, CASE WHEN is_free THEN $2::bigint END, CASE WHEN is_free THEN $3::bigint END, '' FROM asked
  ON CONFLICT (partition) DO UPDATE SET position = '', partitions = excluded.partitions,
    kept_from = greatest(stored.kept_from, excluded.kept_from),
    exposures_from = greatest(stored.exposures_from, excluded.exposures_from)`;

/** In SQL: from when on all partitions keep their events, milliseconds since 1970; null where one of them keeps everything. */
export const KEPT_BY_ALL = `(SELECT CASE WHEN count(kept_from) = max(partitions) THEN min(kept_from) END::float8
    FROM retained_events)`;

export async function keepEventsFrom(
  scope: BatchScope,
  { keptFrom, exposuresFrom, partitions }: RawEventsExpired['data'],
): Promise<void> {
  const isBounded = keptFrom !== undefined && exposuresFrom !== undefined;
  await scope.query(KEEP_FROM, [
    scope.partition,
    isBounded ? Date.parse(keptFrom) : null,
    isBounded ? Date.parse(exposuresFrom) : null,
    partitions,
  ]);
}

/** Where the units of a partition are still to be looked at for entries of closed runs; undefined when none is. */
export async function closingPosition(scope: BatchScope): Promise<string | undefined> {
  const [row] = await scope.query<{ readonly position: string | null }>(
    'SELECT position FROM retained_events WHERE partition = $1',
    [scope.partition],
  );
  return row?.position ?? undefined;
}

/** Without a next page all units have been looked at. */
export async function moveClosing(scope: BatchScope, next: string | undefined): Promise<void> {
  await scope.query('UPDATE retained_events SET position = $2 WHERE partition = $1', [
    scope.partition,
    next ?? null,
  ]);
}
