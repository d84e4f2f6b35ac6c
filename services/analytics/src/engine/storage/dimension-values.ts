import type { BatchScope } from '@assay/projections';
import { OTHER_VALUES } from '../state/attributes.js';
import { rankOf } from '../statistics/dimension-rank.js';
import type { BreakdownValue } from '../statistics/statistics-delta.js';
import type { ExperimentRef } from './definitions.js';

/** A value of a dimension that was seen in an exposure of an experiment. */
export interface SeenValue {
  readonly project: string;
  readonly experiment: string;
  readonly dimension: string;
  readonly value: string;
  /** How many are shown apart. */
  readonly maxValues: number;
}

interface LimitRow {
  readonly project: string;
  readonly experiment: string;
  readonly dimension: string;
  readonly limit_rank: number | null;
}

const limitKey = (project: string, experiment: string, dimension: string): string =>
  `${project}\u001f${experiment}\u001f${dimension}`;

/** The highest ranks kept in a partition; a dimension below its cap has none. */
export type Limits = ReadonlyMap<string, number>;

export const NO_LIMITS: Promise<Limits> = Promise.resolve(new Map());

/** Those of the scope's partition, of the experiments that the batch touches. */
export async function readLimits(scope: BatchScope, experiments: readonly ExperimentRef[]): Promise<Limits> {
  const rows = await scope.query<LimitRow>(
    `SELECT project, experiment, dimension, limit_rank::float8 AS limit_rank
     FROM unnest($2::text[], $3::text[]) AS wanted(project, experiment)
     JOIN dimension_limits USING (project, experiment)
     WHERE partition = $1 AND limit_rank IS NOT NULL`,
    [
      scope.partition,
      experiments.map(({ project }) => project),
      experiments.map(({ experiment }) => experiment),
    ],
  );
  return new Map(
    rows.map(({ project, experiment, dimension, limit_rank: rank }) => [
      limitKey(project, experiment, dimension),
      rank ?? Infinity,
    ]),
  );
}

/**
 * As many are kept again as are shown: they take the place of values that nobody holds any more once a unit is forgotten
 * (ADR 0088). Which units have a value that is not kept is not known.
 */
const KEPT_FOR_SHOWN = 2;

/** Values above the limit are counted together. */
export const valueUnder =
  (limits: Limits): BreakdownValue =>
  ({ project, experiment }, dimension, value) => {
    const limit = limits.size === 0 ? undefined : limits.get(limitKey(project, experiment, dimension));
    return limit === undefined || rankOf(value) <= limit ? value : OTHER_VALUES;
  };

/**
 * Notes values that were seen. Where there are more than the cap, those of the highest ranks go: their rows are
 * added to the rest. Called after the rows were written under the limits of before.
 */
export async function admitValues(
  scope: BatchScope,
  seen: readonly SeenValue[],
  { limits, partition }: { readonly limits: Limits; readonly partition: number },
): Promise<void> {
  const candidates = seen.filter(
    ({ project, experiment, dimension, value }) =>
      rankOf(value) <= (limits.get(limitKey(project, experiment, dimension)) ?? Infinity),
  );
  if (candidates.length === 0) return;
  const admitted = await insertValues(scope, candidates, partition);
  const grown = new Map(
    admitted.map((row) => [limitKey(row.project, row.experiment, row.dimension), row] as const),
  );
  const caps = new Map(
    seen.map(({ maxValues, ...one }) => [
      limitKey(one.project, one.experiment, one.dimension),
      KEPT_FOR_SHOWN * maxValues,
    ]),
  );
  for (const [key, one] of grown) {
    const cap = caps.get(key);
    if (cap !== undefined) await keepLowest(scope, { ...one, partition, cap });
  }
}

type Where = Pick<SeenValue, 'project' | 'experiment' | 'dimension'>;

const insertValues = (
  scope: BatchScope,
  values: readonly SeenValue[],
  partition: number,
): Promise<readonly Where[]> =>
  scope.query<Where>(
    `INSERT INTO dimension_values (project, experiment, dimension, partition, value, rank)
     SELECT project, experiment, dimension, $5, value, rank
     FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $6::bigint[])
       AS given(project, experiment, dimension, value, rank)
     ON CONFLICT DO NOTHING RETURNING project, experiment, dimension`,
    [
      values.map(({ project }) => project),
      values.map(({ experiment }) => experiment),
      values.map(({ dimension }) => dimension),
      values.map(({ value }) => value),
      partition,
      values.map(({ value }) => rankOf(value)),
    ],
  );

async function keepLowest(
  scope: BatchScope,
  {
    project,
    experiment,
    dimension,
    partition,
    cap,
  }: Where & { readonly partition: number; readonly cap: number },
): Promise<void> {
  const key = [project, experiment, dimension, partition];
  const dropped = await scope.query<{ readonly value: string }>(
    `DELETE FROM dimension_values AS stored USING (
       SELECT value FROM dimension_values
       WHERE project = $1 AND experiment = $2 AND dimension = $3 AND partition = $4
       ORDER BY rank, value OFFSET $5) AS above
     WHERE project = $1 AND experiment = $2 AND dimension = $3 AND partition = $4 AND stored.value = above.value
     RETURNING stored.value`,
    [...key, cap],
  );
  if (dropped.length === 0) return;
  await scope.query(
    `INSERT INTO dimension_limits (project, experiment, dimension, partition, kept, limit_rank)
     SELECT $1, $2, $3, $4, count(*), max(rank) FROM dimension_values
     WHERE project = $1 AND experiment = $2 AND dimension = $3 AND partition = $4
     ON CONFLICT (project, experiment, dimension, partition)
       DO UPDATE SET kept = excluded.kept, limit_rank = excluded.limit_rank`,
    key,
  );
  const values = dropped.map(({ value }) => value);
  await scope.query(ADD_TO_REST, [...key, values, OTHER_VALUES]);
  await scope.query(DROP_VALUES, [...key, values]);
}

const GONE = `gone AS (
  SELECT * FROM strata WHERE project = $1 AND experiment = $2 AND dimension = $3 AND partition = $4
    AND value = ANY($5::text[]))`;
const STRATUM = 'run, variant, phase, day';
/** Place by place; null where neither has counted anything. */
const added = (array: string): string => `ARRAY(SELECT coalesce(one + other, one, other)
  FROM unnest(stored.${array}, excluded.${array}) AS pairs(one, other))`;
const total = (array: string, type: string, keys: string, from: string): string =>
  `SELECT ${keys}, array_agg(amount ORDER BY place)::${type}[] AS ${array} FROM (
     SELECT ${keys}, place, sum(amount) AS amount
     FROM ${from}, unnest(${array}) WITH ORDINALITY AS counted(amount, place) GROUP BY ${keys}, place) AS places
   GROUP BY ${keys}`;

/** Adds what values that are no longer kept apart have counted to the rest. */
const ADD_TO_REST = `WITH ${GONE}, summed AS (${total('sums', 'numeric', STRATUM, 'gone')}),
   sketched AS (${total('counts', 'int', `${STRATUM}, metric, version, page`, 'gone JOIN sketches USING (stratum)')}),
   rest AS (
     INSERT INTO strata AS stored
       (project, experiment, run, variant, phase, partition, day, dimension, value, units, units_with_error, sums)
     SELECT $1, $2, run, variant, phase, $4, day, $3, $6, units, units_with_error, coalesce(sums, '{}')
     FROM (SELECT ${STRATUM}, sum(units) AS units, sum(units_with_error) AS units_with_error
       FROM gone GROUP BY ${STRATUM}) AS counted LEFT JOIN summed USING (${STRATUM})
     ON CONFLICT (project, experiment, run, variant, phase, partition, day, dimension, value) DO UPDATE
       SET units = stored.units + excluded.units,
         units_with_error = stored.units_with_error + excluded.units_with_error, sums = ${added('sums')}
     RETURNING stratum, ${STRATUM})
   INSERT INTO sketches AS stored (stratum, metric, version, page, counts)
   SELECT rest.stratum, metric, version, page, counts FROM sketched JOIN rest USING (${STRATUM})
   ON CONFLICT (stratum, page, metric, version) DO UPDATE SET counts = ${added('counts')}`;

const DROP_VALUES = `WITH ${GONE},
   unsketched AS (DELETE FROM sketches USING gone WHERE sketches.stratum = gone.stratum)
   DELETE FROM strata USING gone WHERE strata.stratum = gone.stratum`;
