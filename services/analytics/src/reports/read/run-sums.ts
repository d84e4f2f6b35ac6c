import type { MetricSums } from '@assay/contracts';
import type { Transaction } from '@assay/projections';
import type { MetricPhase } from '@assay/stats';

import { bucketsOf, readPage } from '../../engine/statistics/sketch-page.js';
import { definitionName } from '../../engine/state/metric-slot.js';
import { MOMENTS } from '../../engine/state/moments.js';
import type { KnownRun } from './listed-cells.js';
import { listedCells, UNLISTED_UNITS } from './listed-cells.js';
import type { ReportedSlot } from './reported-slot.js';

/** The sums of one run, over all partitions and days, read in one statement. */
export interface RunSums {
  readonly exposures: readonly ExposureSums[];
  readonly metrics: readonly MetricPhaseSums[];
  readonly excludedUnits: number;
  /** In further variants and phases that the experiment does not have than are listed. */
  readonly unlistedUnits: number;
  /** That came too late to be counted. */
  readonly expiredExposures: number;
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

const OWN_METRIC = `project = $1 AND experiment = $2 AND run = $3 AND sketch.variant = counted.variant
  AND sketch.phase = counted.phase AND sketch.metric = counted.metric AND sketch.version = counted.version`;
/** Pages of the metrics that are read from buckets, null for others: parameter 4 names those metrics. */
const SKETCH_PAGES = `CASE WHEN metric = ANY($4::text[]) THEN (
  SELECT coalesce(json_agg(json_build_object('page', page, 'counts', counts::text)), '[]')
  FROM sketch_totals AS sketch WHERE ${OWN_METRIC}) END`;
/** The buckets of a day, where it is not before that of parameter 6. */
export const DAY_BUCKETS = `CASE WHEN metric = ANY($4::text[]) AND day >= $6::date THEN (
  SELECT coalesce(json_agg(json_build_array(bucket, units) ORDER BY bucket), '[]') FROM (
    SELECT bucket, sum(sketch.n)::bigint AS units FROM sketch_statistics AS sketch
    WHERE ${OWN_METRIC} AND sketch.day = counted.day GROUP BY bucket HAVING sum(sketch.n) > 0) AS filled) END`;

/** Events that name a run and came too late to be counted: parameters project, experiment, run. */
export const EXPIRED_EXPOSURES = `(SELECT coalesce(sum(events), 0)::float8 FROM expired_events
      WHERE project = $1 AND experiment = $2 AND run = $3)`;

/**
 * Reads the sums of a run: parameters project, experiment, run, quantiles, metrics, known variants and phases; column
 * `sums` of the one row.
 */
const RUN_SUMS_QUERY = `
  WITH ${listedCells([6, 7])}
  SELECT json_build_object(
    'exposures', (SELECT coalesce(json_agg(e), '[]') FROM (
      SELECT variant, phase, sum(units)::bigint AS units, sum(units_with_error)::bigint AS "unitsWithError"
      FROM exposure_statistics JOIN listed USING (variant, phase)
      WHERE project = $1 AND experiment = $2 AND run = $3
      GROUP BY variant, phase HAVING sum(units) > 0 ORDER BY phase, variant COLLATE "C") AS e),
    'metrics', (SELECT coalesce(json_agg(m), '[]') FROM (
      SELECT variant, phase, metric, version, sum(n)::bigint AS n, ${MOMENT_SUMS}, ${SKETCH_PAGES} AS pages
      FROM metric_statistics AS counted JOIN listed USING (variant, phase)
      WHERE project = $1 AND experiment = $2 AND run = $3 AND metric = ANY($5::text[])
      GROUP BY variant, phase, metric, version HAVING sum(n) > 0
      ORDER BY metric COLLATE "C", version, phase, variant COLLATE "C") AS m),
    'excludedUnits', coalesce(sum(excluded), 0)::bigint,
    'unlistedUnits', ${UNLISTED_UNITS},
    'expiredExposures', ${EXPIRED_EXPOSURES},
    'firstExposureAt', ${INSTANT('min(first_exposure)')},
    'lastExposureAt', ${INSTANT('max(last_exposure)')},
    'lastEventAt', ${INSTANT('max(last_event)')}) AS sums
  FROM run_statistics WHERE project = $1 AND experiment = $2 AND run = $3`;

/** The sums of a run in its visible metrics, as they stand in the transaction's snapshot. */
export async function readRunSums(
  transaction: Transaction,
  { project, experiment, run, variants, phases }: KnownRun,
  slots: readonly ReportedSlot[],
): Promise<RunSums> {
  const [row] = await transaction.query<{ readonly sums: StoredSums }>(RUN_SUMS_QUERY, [
    project,
    experiment,
    run,
    quantilesOf(slots),
    slots.map(({ spec }) => spec.key),
    variants,
    phases,
  ]);
  if (row === undefined) return NO_SUMS;
  return { ...row.sums, metrics: shownSums(row.sums.metrics, slots).map(unpacked) };
}

/** What the database answers: quantiles have their buckets in pages, other metrics null. */
interface StoredSums extends RunSums {
  readonly metrics: readonly StoredMetric[];
}
type StoredMetric = MetricPhaseSums & { readonly pages: readonly Parameters<typeof readPage>[0][] | null };

const unpacked = ({ pages, ...sums }: StoredMetric): MetricPhaseSums =>
  pages === null ? sums : { ...sums, buckets: bucketsOf(pages.map(readPage), sums.n) };

/** Keys of the metrics that are read from buckets. */
export const quantilesOf = (slots: readonly ReportedSlot[]): readonly string[] =>
  slots.flatMap(({ spec }) => (spec.type === 'quantile' ? [spec.key] : []));

/** The rows of the definitions that are shown. */
export function shownSums<Row extends MetricPhaseSums>(
  rows: readonly Row[],
  slots: readonly ReportedSlot[],
): readonly Row[] {
  const shown = new Set(slots.map(({ spec, version }) => definitionName(spec.key, version)));
  return rows.filter(({ metric, version }) => shown.has(definitionName(metric, version ?? 1)));
}

/** The sums of a run that no unit is in. */
export const NO_SUMS: RunSums = {
  exposures: [],
  metrics: [],
  excludedUnits: 0,
  unlistedUnits: 0,
  expiredExposures: 0,
  firstExposureAt: null,
  lastExposureAt: null,
  lastEventAt: null,
};

/** Why units are left out of every comparison. */
export const EXCLUDED = 'seen in more than one variant';
