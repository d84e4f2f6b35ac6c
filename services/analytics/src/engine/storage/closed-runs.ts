import type { ClosedRun } from '@assay/contracts';
import type { BatchScope } from '@assay/projections';
import { forgetDefinitions } from './current-definitions.js';

const GIVEN = `unnest($1::text[], $2::text[], $3::int[], $4::jsonb[]) AS given(project, experiment, run, metrics)`;

const parametersOf = (closed: readonly ClosedRun[]): readonly unknown[] => [
  closed.map(({ project }) => project),
  closed.map(({ experiment }) => experiment),
  closed.map(({ run }) => run),
  closed.map(({ metrics }) => JSON.stringify(metrics)),
];

/** From here on nothing is counted in these runs, in the scope's partition; one that is closed stays as it was closed. */
export async function closeRuns(scope: BatchScope, closed: readonly ClosedRun[]): Promise<void> {
  await scope.query(
    `INSERT INTO closed_runs (project, experiment, partition, run, metrics, dimensions)
     SELECT project, experiment, $6, run, metrics, dimensions
     FROM unnest($1::text[], $2::text[], $3::int[], $4::jsonb[], $5::jsonb[])
       AS given(project, experiment, run, metrics, dimensions)
     ON CONFLICT DO NOTHING`,
    [...parametersOf(closed), closed.map(({ dimensions }) => JSON.stringify(dimensions)), scope.partition],
  );
  forgetDefinitions(scope);
}

const OWN = `(strata.project, strata.experiment, strata.run) = (given.project, given.experiment, given.run)
  AND strata.partition = $5`;
const LISTED = (table: string): string =>
  `given.metrics @> jsonb_build_array(jsonb_build_object('metric', ${table}.metric, 'version', ${table}.version))`;
const DROP_SUMS = `UPDATE strata SET sums = ARRAY(
    SELECT CASE WHEN place = ANY(unlisted.places) THEN NULL ELSE amount END
    FROM unnest(sums) WITH ORDINALITY AS counted(amount, place))
  FROM ${GIVEN}, LATERAL (
    SELECT array_agg(place) AS places FROM sum_places, unnest(sum_places.places) AS place
    WHERE (sum_places.project, sum_places.experiment) = (given.project, given.experiment)
      AND NOT ${LISTED('sum_places')}) AS unlisted
  WHERE ${OWN} AND unlisted.places IS NOT NULL`;
const DROP_SKETCHES = `DELETE FROM sketches USING strata, ${GIVEN}
  WHERE ${OWN} AND sketches.stratum = strata.stratum AND NOT ${LISTED('sketches')}`;

/** Figures of definitions that came after the closing: elsewhere they were never computed. */
export async function dropUnlistedMetrics(scope: BatchScope, closed: readonly ClosedRun[]): Promise<void> {
  for (const statement of [DROP_SUMS, DROP_SKETCHES])
    await scope.query(statement, [...parametersOf(closed), scope.partition]);
}

const UNDEFINED = (table: string): string => `DELETE FROM ${table} AS counted
  USING unnest($1::text[], $2::text[], $3::int[]) AS given(project, experiment, run)
  WHERE (counted.project, counted.experiment, counted.run) = (given.project, given.experiment, given.run)
    AND counted.partition = $4`;

/** Units of experiments that nobody has defined in all the time: names of them are made up, and no report asks for any. */
export async function dropUndefinedRuns(scope: BatchScope, closed: readonly ClosedRun[]): Promise<void> {
  const [projects, experiments, runs] = parametersOf(closed.filter(({ isDefined }) => !isDefined));
  for (const table of ['strata', 'run_statistics'])
    await scope.query(UNDEFINED(table), [projects, experiments, runs, scope.partition]);
}

const CHANGED = `changed AS (
  SELECT strata.stratum FROM closed_runs AS closed
  JOIN strata USING (project, experiment, run, partition)
  WHERE closed.partition = $1 AND strata.dimension <> '' AND NOT EXISTS (
    SELECT FROM dimensions AS now
    WHERE now.project = closed.project AND now.attribute = strata.dimension
      AND closed.dimensions @> jsonb_build_array(jsonb_build_object('attribute', now.attribute, 'changes', now.changes))))`;

/** Breakdowns of closed runs by dimensions that were removed since: nobody can count their units under them again. */
export async function dropOfChangedDimensions(scope: BatchScope): Promise<void> {
  for (const table of ['sketches', 'strata'])
    await scope.query(
      `WITH ${CHANGED} DELETE FROM ${table} AS rows USING changed WHERE rows.stratum = changed.stratum`,
      [scope.partition],
    );
}
