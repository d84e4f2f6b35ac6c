import type { MetricSums } from '@assay/contracts';
import type { Transaction } from '@assay/projections';
import type { MetricPhase } from '@assay/stats';

import { MOMENTS } from '../../engine/statistics/moments.js';
import type { ReportedSlot } from './reported-slot.js';

/** The sums of one run, over all partitions and days, read in one statement. */
export interface RunSums {
  readonly exposures: readonly ExposureSums[];
  readonly metrics: readonly MetricPhaseSums[];
  readonly excludedUnits: number;
  readonly firstExposureAt: string | null;
  readonly lastExposureAt: string | null;
  readonly lastEventAt: string | null;
}

export interface ExposureSums {
  readonly variant: string;
  readonly phase: number;
  readonly units: number;
  readonly unitsWithError: number;
}

/** Exact decimals; those that a metric does not need are 0. Quantiles have the buckets of their units. */
export interface MetricPhaseSums extends MetricSums {
  readonly variant: string;
  readonly phase: number;
}

/** Sums of one metric in a variant and phase, whatever they were added up from. */
export type VariantPhase = MetricPhase & { readonly variant: string };

const INSTANT = (value: string): string =>
  `to_char(${value} AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`;

/** The sums of every moment under the names that snapshots use. */
export const MOMENT_SUMS = MOMENTS.map(
  ({ column, field }) => `trim_scale(sum(${column}))::text AS "${field}"`,
).join(', ');

/**
 * Buckets of the metrics that are read from them, null for others: parameter 4 names those metrics. For statements that
 * group `metric_statistics AS counted`.
 * @param table `sketch_totals`, or `sketch_statistics` with a further condition on the day
 */
export const sketchBuckets = (
  table: 'sketch_totals' | 'sketch_statistics',
  condition = '',
): string => `CASE WHEN metric = ANY($4::text[]) ${condition} THEN (
  SELECT coalesce(json_agg(json_build_array(bucket, units) ORDER BY bucket), '[]') FROM (
    SELECT bucket, sum(sketch.n)::bigint AS units FROM ${table} AS sketch
    WHERE project = $1 AND experiment = $2 AND run = $3 AND sketch.variant = counted.variant
      AND sketch.phase = counted.phase AND sketch.metric = counted.metric AND sketch.version = counted.version
      ${table === 'sketch_statistics' ? 'AND sketch.day = counted.day' : ''}
    GROUP BY bucket HAVING sum(sketch.n) > 0) AS filled) END`;

/** Reads the sums of a run: parameters project, experiment, run, quantiles; column `sums` of the one row. */
const RUN_SUMS_QUERY = `
  SELECT json_build_object(
    'exposures', (SELECT coalesce(json_agg(e), '[]') FROM (
      SELECT variant, phase, sum(units)::bigint AS units, sum(units_with_error)::bigint AS "unitsWithError"
      FROM exposure_statistics WHERE project = $1 AND experiment = $2 AND run = $3
      GROUP BY variant, phase HAVING sum(units) > 0 ORDER BY phase, variant COLLATE "C") AS e),
    'metrics', (SELECT coalesce(json_agg(m), '[]') FROM (
      SELECT variant, phase, metric, version, sum(n)::bigint AS n, ${MOMENT_SUMS}, ${sketchBuckets('sketch_totals')} AS buckets
      FROM metric_statistics AS counted WHERE project = $1 AND experiment = $2 AND run = $3
      GROUP BY variant, phase, metric, version HAVING sum(n) > 0
      ORDER BY metric COLLATE "C", version, phase, variant COLLATE "C") AS m),
    'excludedUnits', coalesce(sum(excluded), 0)::bigint,
    'firstExposureAt', ${INSTANT('min(first_exposure)')},
    'lastExposureAt', ${INSTANT('max(last_exposure)')},
    'lastEventAt', ${INSTANT('max(last_event)')}) AS sums
  FROM run_statistics WHERE project = $1 AND experiment = $2 AND run = $3`;

/** Names a run of an experiment. */
export interface RunRef {
  readonly project: string;
  readonly experiment: string;
  readonly run: number;
}

/** The sums of a run in its visible metrics, as they stand in the transaction's snapshot. */
export async function readRunSums(
  transaction: Transaction,
  { project, experiment, run }: RunRef,
  slots: readonly ReportedSlot[],
): Promise<RunSums> {
  const [row] = await transaction.query<{ readonly sums: RunSums }>(RUN_SUMS_QUERY, [
    project,
    experiment,
    run,
    quantilesOf(slots),
  ]);
  if (row === undefined) return NO_SUMS;
  return { ...row.sums, metrics: shownSums(row.sums.metrics, slots) };
}

/** Keys of the metrics that are read from buckets. */
export const quantilesOf = (slots: readonly ReportedSlot[]): readonly string[] =>
  slots.flatMap(({ spec }) => (spec.type === 'quantile' ? [spec.key] : []));

/** The rows of the definitions that are shown, with buckets where they have any. */
export function shownSums<Row extends MetricPhaseSums>(
  rows: readonly Row[],
  slots: readonly ReportedSlot[],
): readonly Row[] {
  const shown = new Set(slots.map(({ spec, version }) => `${spec.key}@${String(version)}`));
  return rows
    .filter(({ metric, version }) => shown.has(`${metric}@${String(version ?? 1)}`))
    .map((row) => withoutNull(row));
}

/** The database tells of every metric whether it has buckets; elsewhere what is not there is left out. */
function withoutNull<Row extends MetricPhaseSums>(row: Row): Row {
  const { buckets, ...rest } = row as Row & { readonly buckets?: MetricPhaseSums['buckets'] | null };
  return buckets === null ? (rest as Row) : row;
}

/** The sums of a run that no unit is in. */
export const NO_SUMS: RunSums = {
  exposures: [],
  metrics: [],
  excludedUnits: 0,
  firstExposureAt: null,
  lastExposureAt: null,
  lastEventAt: null,
};

/** Why units are left out of every comparison. */
export const EXCLUDED = 'seen in more than one variant';
