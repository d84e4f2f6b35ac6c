import type { Transaction } from '@assay/projections';
import { shownValue } from '../../engine/statistics/dimension-rank.js';
import { keptDimensionValues } from '../../engine/storage/kept-dimension-values.js';
import type { ReportedSlot } from '../read/reported-slot.js';
import type { ExposureSums, MetricPhaseSums, RunRef } from '../read/run-sums.js';
import { MOMENT_SUMS, shownSums } from '../read/run-sums.js';

/** Sums of the units with one value of a dimension. */
export interface BreakdownSums {
  readonly exposures: readonly (ExposureSums & { readonly value: string })[];
  readonly metrics: readonly (MetricPhaseSums & { readonly value: string })[];
}

const KEPT = keptDimensionValues('project = $1 AND experiment = $2 AND dimension = $4');
const VALUE = shownValue('kept.value');

/** Parameters: project, experiment, run, dimension, metrics. */
const QUERY = `WITH ${KEPT}
  SELECT json_build_object(
    'exposures', (SELECT coalesce(json_agg(e), '[]') FROM (
      SELECT ${VALUE} AS value, variant, phase, sum(units)::bigint AS units,
        sum(units_with_error)::bigint AS "unitsWithError"
      FROM breakdown_exposures AS stored LEFT JOIN kept USING (project, experiment, dimension, value)
      WHERE project = $1 AND experiment = $2 AND run = $3 AND dimension = $4
      GROUP BY 1, variant, phase HAVING sum(units) > 0) AS e),
    'metrics', (SELECT coalesce(json_agg(m), '[]') FROM (
      SELECT ${VALUE} AS value, variant, phase, metric, version, sum(n)::bigint AS n, ${MOMENT_SUMS}
      FROM breakdown_statistics AS stored LEFT JOIN kept USING (project, experiment, dimension, value)
      WHERE project = $1 AND experiment = $2 AND run = $3 AND dimension = $4 AND metric = ANY($5::text[])
      GROUP BY 1, variant, phase, metric, version HAVING sum(n) > 0) AS m)) AS sums`;

/** The sums of a run by the value that units had at first exposure. */
export async function readBreakdown(
  transaction: Transaction,
  { project, experiment, run }: RunRef,
  { dimension, slots }: { readonly dimension: string; readonly slots: readonly ReportedSlot[] },
): Promise<BreakdownSums> {
  const keys = slots.map(({ spec }) => spec.key);
  const [row] = await transaction.query<{ readonly sums: BreakdownSums }>(QUERY, [
    project,
    experiment,
    run,
    dimension,
    keys,
  ]);
  const { exposures, metrics } = row?.sums ?? { exposures: [], metrics: [] };
  return { exposures, metrics: shownSums(metrics, slots) };
}

/** The registered dimensions of a project, in the order of their registration. */
export async function readDimensions(transaction: Transaction, project: string): Promise<readonly string[]> {
  const rows = await transaction.query<{ readonly attribute: string }>(
    'SELECT attribute FROM dimensions WHERE project = $1 AND NOT removed ORDER BY place',
    [project],
  );
  return rows.map(({ attribute }) => attribute);
}
