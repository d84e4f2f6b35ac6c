import type { UnitRef } from '@assay/privacy';
import type { ModelReader } from '@assay/projections';
import type { StickyRun } from '@assay/sticky';

// The primary key begins with the run: from each run to the next is one look into it, and so is each unit in a run. The
// limit keeps the planner from reading the whole table once instead.
const RUNS = `
  WITH RECURSIVE runs AS (
    (SELECT project, experiment, run FROM assignments ORDER BY project, experiment, run LIMIT 1)
    UNION ALL
    SELECT next.project, next.experiment, next.run FROM runs CROSS JOIN LATERAL (
      SELECT project, experiment, run FROM assignments
      WHERE (project, experiment, run) > (runs.project, runs.experiment, runs.run)
      ORDER BY project, experiment, run LIMIT 1) AS next
  )
  SELECT experiment, run, project, unit
  FROM runs JOIN unnest($1::text[], $2::text[]) AS asked (project, unit) USING (project)
  CROSS JOIN LATERAL (
    SELECT 1 FROM assignments AS given
    WHERE (given.project, given.experiment, given.run, given.unit)
      = (runs.project, runs.experiment, runs.run, asked.unit) LIMIT 1) AS found`;

/**
 * In which runs have units been assigned? It costs the number of runs times that of units, however many assignments
 * there are.
 */
export const runsOfUnits = (
  model: Pick<ModelReader, 'query'>,
  units: readonly UnitRef[],
): Promise<readonly (StickyRun & UnitRef)[]> =>
  model.query<StickyRun & UnitRef>(RUNS, [
    units.map(({ project }) => project),
    units.map(({ unit }) => unit),
  ]);
