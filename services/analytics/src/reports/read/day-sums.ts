import type { Transaction } from '@assay/projections';
import { withZeros } from '../../engine/statistics/sketch-page.js';
import type { KnownRun } from './listed-cells.js';
import { listedCells } from './listed-cells.js';
import type { ReportedSlot } from './reported-slot.js';
import type { ExposureSums, MetricPhaseSums } from './run-sums.js';
import { DAY_BUCKETS, MOMENT_SUMS, quantilesOf, shownSums } from './run-sums.js';

/** Sums of the units that were first exposed on one day, UTC. */
export interface DaySums {
  readonly exposures: readonly (ExposureSums & { readonly day: string })[];
  readonly metrics: readonly (MetricPhaseSums & { readonly day: string })[];
}

/** Parameters: project, experiment, run, those of the metrics that are quantiles, metrics, first day with buckets, known variants and phases. */
const DAY_SUMS_QUERY = `
  WITH ${listedCells([7, 8])}
  SELECT json_build_object(
    'exposures', (SELECT coalesce(json_agg(e), '[]') FROM (
      SELECT day::text, variant, phase, sum(units)::bigint AS units, sum(units_with_error)::bigint AS "unitsWithError"
      FROM exposure_statistics JOIN listed USING (variant, phase) WHERE project = $1 AND experiment = $2 AND run = $3
      GROUP BY day, variant, phase HAVING sum(units) > 0 ORDER BY day, phase, variant COLLATE "C") AS e),
    'metrics', (SELECT coalesce(json_agg(m), '[]') FROM (
      SELECT day::text, variant, phase, metric, version, sum(n)::bigint AS n, ${MOMENT_SUMS},
        ${DAY_BUCKETS} AS buckets
      FROM metric_statistics AS counted JOIN listed USING (variant, phase)
      WHERE project = $1 AND experiment = $2 AND run = $3 AND metric = ANY($5::text[])
      GROUP BY day, variant, phase, metric, version HAVING sum(n) > 0
      ORDER BY day, metric COLLATE "C", version, phase, variant COLLATE "C") AS m)) AS sums`;

/**
 * The sums of a run by day of first exposure: as many rows as days, whatever the number of events.
 * @param bucketsFrom first day of which quantiles have their buckets: there are many
 */
export async function readDaySums(
  transaction: Transaction,
  { project, experiment, run, variants, phases }: KnownRun,
  slots: readonly ReportedSlot[],
  bucketsFrom = '-infinity',
): Promise<DaySums> {
  const keys = slots.map(({ spec }) => spec.key);
  const [row] = await transaction.query<{ readonly sums: DaySums }>(DAY_SUMS_QUERY, [
    project,
    experiment,
    run,
    quantilesOf(slots),
    keys,
    bucketsFrom,
    variants,
    phases,
  ]);
  const { exposures, metrics } = row?.sums ?? NO_DAYS;
  return { exposures, metrics: shownSums(metrics, slots).map(withoutNull) };
}

type DayMetric = DaySums['metrics'][number];

/** The database tells of every row whether it has buckets, of which it does not know the one without values; elsewhere what is not there is left out. */
function withoutNull(row: DayMetric): DayMetric {
  const { buckets, ...rest } = row as Omit<DayMetric, 'buckets'> & {
    readonly buckets: DayMetric['buckets'] | null;
  };
  return buckets === null ? rest : { ...rest, buckets: withZeros(buckets ?? [], row.n) };
}

export const NO_DAYS: DaySums = { exposures: [], metrics: [] };
