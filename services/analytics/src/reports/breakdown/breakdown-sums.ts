import type { Transaction } from '@assay/projections';
import { bucketsOf, readPage } from '../../engine/statistics/sketch-page.js';
import { shownValue } from '../../engine/statistics/dimension-rank.js';
import { keptDimensionValues } from '../../engine/storage/kept-dimension-values.js';
import type { KnownRun } from '../read/listed-cells.js';
import { listedCells } from '../read/listed-cells.js';
import type { ReportedSlot } from '../read/reported-slot.js';
import type { ExposureSums, MetricPhaseSums } from '../read/run-sums.js';
import { MOMENT_SUMS, shownSums } from '../read/run-sums.js';

/** Sums of the units with one value of a dimension. */
export interface BreakdownSums {
  readonly exposures: readonly (ExposureSums & { readonly value: string })[];
  readonly metrics: readonly (MetricPhaseSums & { readonly value: string })[];
}

const KEPT = keptDimensionValues('project = $1 AND experiment = $2 AND dimension = $4');
const VALUE = shownValue('kept.value');

/** Parameters: project, experiment, run, dimension, metrics, known variants and phases. */
const QUERY = `WITH ${KEPT}, ${listedCells([6, 7])}
  SELECT json_build_object(
    'exposures', (SELECT coalesce(json_agg(e), '[]') FROM (
      SELECT ${VALUE} AS value, variant, phase, sum(units)::bigint AS units,
        sum(units_with_error)::bigint AS "unitsWithError"
      FROM breakdown_exposures AS stored JOIN listed USING (variant, phase)
        LEFT JOIN kept USING (project, experiment, dimension, value)
      WHERE project = $1 AND experiment = $2 AND run = $3 AND dimension = $4
      GROUP BY 1, variant, phase HAVING sum(units) > 0) AS e),
    'metrics', (SELECT coalesce(json_agg(m), '[]') FROM (
      SELECT ${VALUE} AS value, variant, phase, metric, version, sum(n)::bigint AS n, ${MOMENT_SUMS}
      FROM breakdown_statistics AS stored JOIN listed USING (variant, phase)
        LEFT JOIN kept USING (project, experiment, dimension, value)
      WHERE project = $1 AND experiment = $2 AND run = $3 AND dimension = $4 AND metric = ANY($5::text[])
      GROUP BY 1, variant, phase, metric, version HAVING sum(n) > 0) AS m),
    'sketches', (SELECT coalesce(json_agg(s), '[]') FROM (
      SELECT ${VALUE} AS value, variant, phase, metric, version,
        json_agg(json_build_object('page', page, 'counts', counts::text)) AS pages
      FROM breakdown_sketches AS stored JOIN listed USING (variant, phase)
        LEFT JOIN kept USING (project, experiment, dimension, value)
      WHERE project = $1 AND experiment = $2 AND run = $3 AND dimension = $4 AND metric = ANY($5::text[])
      GROUP BY 1, variant, phase, metric, version) AS s)) AS sums`;

type MetricPlace = Pick<MetricPhaseSums, 'metric' | 'version' | 'variant' | 'phase'> & {
  readonly value: string;
};

/** What the database answers: the buckets of quantiles beside the sums, in pages. */
interface StoredBreakdown extends BreakdownSums {
  readonly sketches: readonly (MetricPlace & { readonly pages: readonly Parameters<typeof readPage>[0][] })[];
}

const NOTHING: StoredBreakdown = { exposures: [], metrics: [], sketches: [] };
const placeOf = ({ metric, version, variant, phase, value }: MetricPlace): string =>
  JSON.stringify([metric, version, variant, phase, value]);

/** The sums of a run by the value that units had at first exposure. */
export async function readBreakdown(
  transaction: Transaction,
  { project, experiment, run, variants, phases }: KnownRun,
  { dimension, slots }: { readonly dimension: string; readonly slots: readonly ReportedSlot[] },
): Promise<BreakdownSums> {
  const keys = slots.map(({ spec }) => spec.key);
  const [row] = await transaction.query<{ readonly sums: StoredBreakdown }>(QUERY, [
    project,
    experiment,
    run,
    dimension,
    keys,
    variants,
    phases,
  ]);
  const { exposures, metrics, sketches } = row?.sums ?? NOTHING;
  const sketched = new Set(
    slots.flatMap(({ spec: { key, type, breakdowns } }) =>
      type === 'quantile' && breakdowns?.includes(dimension) === true ? [key] : [],
    ),
  );
  const pagesAt = new Map(sketches.map((sketch) => [placeOf(sketch), sketch.pages]));
  const withBuckets = shownSums(metrics, slots).map((sums) => {
    if (!sketched.has(sums.metric)) return sums;
    const pages = pagesAt.get(placeOf(sums)) ?? [];
    return { ...sums, buckets: bucketsOf(pages.map(readPage), sums.n) };
  });
  return { exposures, metrics: withBuckets };
}

/** The registered dimensions of a project, in the order of their registration. */
export async function readDimensions(transaction: Transaction, project: string): Promise<readonly string[]> {
  const rows = await transaction.query<{ readonly attribute: string }>(
    'SELECT attribute FROM dimensions WHERE project = $1 AND NOT removed ORDER BY place',
    [project],
  );
  return rows.map(({ attribute }) => attribute);
}
