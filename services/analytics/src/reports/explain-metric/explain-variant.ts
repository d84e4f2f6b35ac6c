import type { Transaction } from '@assay/projections';
import { bucketBounds, DEFAULT_GRID, mergeSketches, sketchOfBuckets } from '@assay/stats';
import type { Table } from '../../reporting/table.js';
import { MOMENTS } from '../../engine/state/moments.js';
import type { MetricSummary } from '../metric-summary.js';
import { metricSummary } from '../metric-summary.js';
import type { KnownRun } from '../read/listed-cells.js';
import type { ReportedSlot } from '../read/reported-slot.js';
import { describeVariant } from '../describe-variant.js';
import { VariantNotFoundProblem } from '../report-problems.js';
import type { ReportSubject } from '../read/report-subject.js';
import { readHead } from '../read/report-head.js';
import type { MetricPhaseSums } from '../read/run-sums.js';
import { readRunSums } from '../read/run-sums.js';
import type { Rendered } from '../../reporting/rendered.js';
import type { ReportHead } from '../rendering/report-page.js';
import { tableSection } from '../../reporting/page.js';
import { reportPage } from '../rendering/report-page.js';

/** A row of the statistics: units of one phase and day of first exposure, in one partition of the log. */
interface StatisticsRow {
  readonly phase: number;
  readonly day: string;
  readonly partition: number;
  readonly n: number;
  /** Exact decimals by their names. */
  readonly sums: Readonly<Record<string, string>>;
}

/** Units whose value lies above `from`, and at most at `to`; below 0 from `from` on, and below `to`. */
interface BucketOfValues {
  readonly from: number;
  readonly to: number;
  readonly units: number;
}

interface VariantExplained extends ReportHead {
  readonly metric: MetricSummary;
  readonly variant: string;
  readonly rows: readonly StatisticsRow[];
  /** What the rows come to: exactly what the report rests on. */
  readonly total: { readonly n: number; readonly sums: Readonly<Record<string, string>> };
  /** Of a quantile, which sums do not tell: what it is read from, ascending. */
  readonly buckets?: readonly BucketOfValues[];
  readonly value: number | null;
  readonly reason?: string;
}

const SUMS = MOMENTS.map(({ column, field }) => `'${field}', trim_scale(${column})::text`).join(', ');
const TOTALS = MOMENTS.map(
  ({ column, field }) => `'${field}', trim_scale(coalesce(sum(${column}), 0))::text`,
).join(', ');
const WHERE = `FROM metric_statistics WHERE project = $1 AND experiment = $2 AND run = $3 AND variant = $4
  AND metric = $5 AND version = $6`;

export async function explainVariant(
  subject: ReportSubject,
  slot: ReportedSlot,
  variant: string,
): Promise<Rendered<VariantExplained>> {
  const { experiment, model, run } = subject;
  const known = experiment.variants.find(({ key }) => key === variant);
  if (known === undefined)
    throw new VariantNotFoundProblem(
      experiment.key,
      variant,
      experiment.variants.map(({ key }) => key),
    );
  const stored = run === null ? NOTHING_STORED : await readStored(model, { run, slot, variant });
  const { value, reason } = describeVariant(known, slot.spec, stored.phases);
  const report = {
    ...(await readHead(subject)),
    metric: metricSummary(slot),
    variant,
    rows: stored.rows.map(needed),
    total: needed(stored.total),
    ...(slot.spec.type === 'quantile' ? { buckets: bucketsIn(stored.phases) } : {}),
    value,
    ...(reason === undefined ? {} : { reason }),
  };
  return { report, table: () => rowsTable(report), page: () => rowsPage(report) };
}

/** What is stored of a variant in a run. */
interface StoredVariant extends Pick<VariantExplained, 'rows' | 'total'> {
  readonly phases: readonly MetricPhaseSums[];
}

const NOTHING_STORED: StoredVariant = { phases: [], rows: [], total: { n: 0, sums: {} } };

async function readStored(
  model: Transaction,
  { run, slot, variant }: { readonly run: KnownRun; readonly slot: ReportedSlot; readonly variant: string },
): Promise<StoredVariant> {
  const { metrics } = await readRunSums(model, run, [slot]);
  const parameters = [run.project, run.experiment, run.run, variant, slot.spec.key, slot.version];
  const rows = await model.query<StatisticsRow>(
    `SELECT phase, day::text AS day, partition, n::float8 AS n, json_build_object(${SUMS}) AS sums
     ${WHERE} ORDER BY phase, day, partition`,
    parameters,
  );
  const [total = NOTHING_STORED.total] = await model.query<VariantExplained['total']>(
    `SELECT coalesce(sum(n), 0)::float8 AS n, json_build_object(${TOTALS}) AS sums ${WHERE}`,
    parameters,
  );
  return { phases: metrics.filter((row) => row.variant === variant), rows, total };
}

/** The units of all phases by the size of their values. */
const bucketsIn = (phases: readonly MetricPhaseSums[]): readonly BucketOfValues[] =>
  mergeSketches(...phases.map(({ buckets = [] }) => sketchOfBuckets(buckets))).buckets.map(
    ([bucket, units]) => {
      const [from, to] = bucketBounds(bucket, DEFAULT_GRID);
      return { from, to, units };
    },
  );

/** Sums that the metric does not need are 0 in every unit. */
const needed = <Row extends Pick<StatisticsRow, 'sums'>>(row: Row): Row => ({
  ...row,
  sums: Object.fromEntries(
    Object.entries(row.sums).filter(([name, sum]) => sum !== '0' || name === 'sum' || name === 'sumSquares'),
  ),
});

function rowsTable({ rows, total }: VariantExplained): Table {
  const fields = Object.keys(total.sums);
  return {
    columns: ['phase', 'day', 'partition', 'n', ...fields],
    rows: rows.map(({ phase, day, partition, n, sums }) => [
      phase,
      day,
      partition,
      n,
      ...fields.map((field) => sums[field] ?? '0'),
    ]),
  };
}

const bucketsTable = (buckets: readonly BucketOfValues[]): Table => ({
  columns: ['above', 'up to', 'units'],
  rows: buckets.map(({ from, to, units }) => [from, to, units]),
});

const rowsPage = (report: VariantExplained): string =>
  reportPage(`${report.metric.key} of ${report.variant}`, report, [
    tableSection('Rows that make the sums', rowsTable(report)),
    ...(report.buckets === undefined
      ? []
      : [
          tableSection(
            'Units by the size of their values, which the quantile is read from',
            bucketsTable(report.buckets),
          ),
        ]),
  ]);
