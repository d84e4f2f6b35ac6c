import type { MetricSpec } from '@assay/contracts';
import type { Table } from '../../reporting/table.js';
import type { MetricSummary } from '../metric-summary.js';
import { metricSummary } from '../metric-summary.js';
import { phaseUnits, variantReports } from '../metric-report.js';
import { DimensionNotFoundProblem } from '../report-problems.js';
import { chosenMetric } from '../read/chosen-metric.js';
import type { ReportSubject } from '../read/report-subject.js';
import { readHead } from '../read/report-head.js';
import { html } from '../../reporting/html.js';
import { differencesOf, intervalLegend, intervalPicture } from '../../reporting/interval-picture.js';
import type { Rendered } from '../../reporting/rendered.js';
import type { ReportHead } from '../rendering/report-page.js';
import { tableSection } from '../../reporting/page.js';
import { reportPage } from '../rendering/report-page.js';
import { SHOWN_COLUMNS, shownCells } from '../rendering/variant-cells.js';
import type { MetricVariantReport } from '../report.js';
import { VARIANT_COLUMNS, variantCells } from '../results-table.js';
import type { BreakdownSums } from './breakdown-sums.js';
import { readBreakdown, readDimensions } from './breakdown-sums.js';

interface BreakdownAsked {
  readonly metric?: string;
  readonly dimension?: string;
}

/** A metric by the value of an attribute at first exposure; looked at afterwards, it explains and never decides. */
interface BreakdownReport extends ReportHead {
  readonly metric: MetricSummary;
  readonly dimension: string;
  /** Those with the most units first. */
  readonly values: readonly BreakdownValue[];
  /** Why there are no figures. */
  readonly reason?: string;
}

interface BreakdownValue {
  /**
   * Empty: the attribute was not there; `(other)`: values beyond the cap of the dimension; a client’s own of that name stands
   * in quotes.
   */
  readonly value: string;
  readonly units: number;
  readonly variants: readonly MetricVariantReport[];
}

/** Quantiles are counted by the values of the dimensions that they name. */
const whyNotSketched = ({ key, type, breakdowns = [] }: MetricSpec, dimension: string): string | undefined =>
  type !== 'quantile' || breakdowns.includes(dimension)
    ? undefined
    : `the quantile "${key}" is not counted by ${dimension}: set it, or one like it, with "breakdowns": ["${dimension}"]`;

export async function breakdownReport(
  subject: ReportSubject,
  asked: BreakdownAsked,
): Promise<Rendered<BreakdownReport>> {
  const { model, project, run } = subject;
  const slot = chosenMetric(subject, asked.metric);
  const known = await readDimensions(model, project);
  const dimension = asked.dimension ?? (known.length === 1 ? known[0] : undefined);
  if (dimension === undefined || !known.includes(dimension))
    throw new DimensionNotFoundProblem(asked.dimension, known);
  const sums =
    run === null
      ? { exposures: [], metrics: [] }
      : await readBreakdown(model, run, { dimension, slots: [slot] });
  const reason = whyNotSketched(slot.spec, dimension);
  const report: BreakdownReport = {
    ...(await readHead(subject)),
    metric: metricSummary(slot),
    dimension,
    values: reason === undefined ? valuesOf(subject, { sums, spec: slot.spec }) : [],
    ...(reason === undefined ? {} : { reason }),
  };
  return { report, table: () => breakdownTable(report), page: () => breakdownPage(report) };
}

function valuesOf(
  { experiment }: ReportSubject,
  { sums: { exposures, metrics }, spec }: { readonly sums: BreakdownSums; readonly spec: MetricSpec },
): readonly BreakdownValue[] {
  const values = [...new Set(exposures.map(({ value }) => value))].map((value) => {
    const seen = exposures.filter((row) => row.value === value);
    const own = metrics.filter((row) => row.value === value);
    const units = seen.reduce((sum, row) => sum + row.units, 0);
    return { value, units, variants: variantReports(experiment, spec, own, { units: phaseUnits(seen) }) };
  });
  return values.sort((a, b) => b.units - a.units || (a.value < b.value ? -1 : 1));
}

const breakdownTable = ({ dimension, values }: BreakdownReport): Table => ({
  columns: [dimension, ...VARIANT_COLUMNS],
  rows: values.flatMap(({ value, variants }) => variants.map((row) => [value, ...variantCells(row)])),
});

const nameOf = ({ value }: BreakdownValue): string => (value === '' ? '(none)' : value);

const shownValues = ({ dimension, metric, values }: BreakdownReport): Table => ({
  columns: [dimension, ...SHOWN_COLUMNS],
  rows: values.flatMap((one) => one.variants.map((row) => [nameOf(one), ...shownCells(metric.type, row)])),
});

const breakdownPage = (report: BreakdownReport): string =>
  reportPage(`${report.metric.key} by ${report.dimension}`, report, [
    tableSection('Differences to control', shownValues(report), [
      intervalLegend(),
      ...(report.reason === undefined ? [] : [html`<p>No figures: ${report.reason}.</p>`]),
      intervalPicture(
        report.values.flatMap((one) =>
          one.variants.flatMap(({ variant, comparison }) =>
            comparison === null
              ? []
              : [
                  {
                    label: `${nameOf(one)}: ${variant}`,
                    estimate: comparison.difference,
                    fixed: comparison.interval,
                    always: comparison.sequential.interval,
                  },
                ],
          ),
        ),
        differencesOf(report.metric.type, report.metric.direction),
      ),
    ]),
  ]);
