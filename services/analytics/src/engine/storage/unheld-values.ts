import type { BatchScope } from '@assay/projections';

/** A value of a dimension in an experiment. */
export interface BreakdownRef {
  readonly project: string;
  readonly experiment: string;
  readonly dimension: string;
  readonly value: string;
}

const UNHELD = `WITH given AS (
    SELECT * FROM unnest($1::text[], $2::text[], $3::text[], $4::text[]) AS given(project, experiment, dimension, value)),
  unheld AS (
    SELECT * FROM given WHERE NOT EXISTS (
      SELECT FROM strata WHERE (strata.project, strata.experiment, strata.dimension, strata.value)
          = (given.project, given.experiment, given.dimension, given.value)
        AND strata.partition = $5 AND strata.units <> 0)),
  gone AS (
    SELECT stratum FROM strata JOIN unheld USING (project, experiment, dimension, value) WHERE strata.partition = $5)`;

const DROP_SKETCHES = `${UNHELD} DELETE FROM sketches USING gone WHERE sketches.stratum = gone.stratum`;
const DROP_VALUES = `${UNHELD}, dropped AS (
    DELETE FROM dimension_values AS kept USING unheld
    WHERE (kept.project, kept.experiment, kept.dimension, kept.value)
        = (unheld.project, unheld.experiment, unheld.dimension, unheld.value) AND kept.partition = $5)
  DELETE FROM strata USING gone WHERE strata.stratum = gone.stratum`;

/** Removes values that no unit of the partition is counted under any more, with their rows, which are empty. */
export async function dropUnheldValues(
  scope: BatchScope,
  values: readonly BreakdownRef[],
  partition: number,
): Promise<void> {
  if (values.length === 0) return;
  const parameters = [
    values.map(({ project }) => project),
    values.map(({ experiment }) => experiment),
    values.map(({ dimension }) => dimension),
    values.map(({ value }) => value),
    partition,
  ];
  for (const statement of [DROP_SKETCHES, DROP_VALUES]) await scope.query(statement, parameters);
}
