import { metricFigures } from '@assay/contracts';
import { addByPhase } from '@assay/stats';
import type { Table } from '../../reporting/table.js';
import { periodWithin } from './period.js';
import { metricSummary } from '../metric-summary.js';
import type { MetricSummary } from '../metric-summary.js';
import { phaseUnits, variantReports } from '../metric-report.js';
import { chosenMetric } from '../read/chosen-metric.js';
import { NO_DAYS, readDaySums } from '../read/day-sums.js';
import type { ReportSubject } from '../read/report-subject.js';
import { readHead } from '../read/report-head.js';
import type { ExposureSums, VariantPhase } from '../read/run-sums.js';
import { html } from '../../reporting/html.js';
import type { Rendered } from '../../reporting/rendered.js';
import type { ReportHead } from '../rendering/report-page.js';
import { tableSection } from '../../reporting/page.js';
import { reportPage } from '../rendering/report-page.js';
import { seriesPicture } from '../../reporting/series-picture.js';
import { SHOWN_COLUMNS, shownCells } from '../rendering/variant-cells.js';
import type { MetricVariantReport } from '../report.js';
import { VARIANT_COLUMNS, variantCells } from '../results-table.js';

type SeriesKind = 'cumulative' | 'daily';

interface SeriesAsked {
  readonly metric?: string;
  readonly kind?: SeriesKind;
  readonly from?: string;
  readonly to?: string;
}

/** A metric by day of first exposure: each unit counts on its day, with all that it has done since. */
interface SeriesReport extends ReportHead {
  readonly metric: MetricSummary;
  readonly kind: SeriesKind;
  readonly days: readonly { readonly day: string; readonly variants: readonly MetricVariantReport[] }[];
}

export async function seriesReport(
  subject: ReportSubject,
  asked: SeriesAsked,
): Promise<Rendered<SeriesReport>> {
  const { experiment, model, run } = subject;
  const { kind = 'cumulative' } = asked;
  const slot = chosenMetric(subject, asked.metric);
  const isAsked = periodWithin(asked);
  const { metrics, exposures } = run === null ? NO_DAYS : await readDaySums(model, run, [slot]);
  const days = [...new Set(exposures.map(({ day }) => day))];
  let [sums, units]: Counted = [[], []];
  const rows = days.map((day) => {
    const own = metrics.filter((row) => row.day === day);
    const seen = exposures.filter((row) => row.day === day);
    sums = kind === 'daily' ? own : added(sums, own);
    units = kind === 'daily' ? seen : [...units, ...seen];
    return isAsked(day)
      ? { day, variants: variantReports(experiment, slot.spec, sums, { units: phaseUnits(units) }) }
      : undefined;
  });
  const report = {
    ...(await readHead(subject)),
    metric: metricSummary(slot),
    kind,
    days: rows.filter((row) => row !== undefined),
  };
  return { report, table: () => seriesTable(report), page: () => seriesPage(report) };
}

type Counted = [readonly VariantPhase[], readonly ExposureSums[]];

/** The sums so far with those of one more day. */
const added = (before: readonly VariantPhase[], day: readonly VariantPhase[]): readonly VariantPhase[] => {
  const all = [...before, ...day];
  return [...new Set(all.map(({ variant }) => variant))].flatMap((variant) =>
    addByPhase(all.filter((row) => row.variant === variant)).map((phase) => ({ ...phase, variant })),
  );
};

const seriesTable = ({ days }: SeriesReport): Table => ({
  columns: ['day', ...VARIANT_COLUMNS],
  rows: days.flatMap(({ day, variants }) => variants.map((row) => [day, ...variantCells(row)])),
});

const shownDays = ({ days, metric }: SeriesReport): Table => ({
  columns: ['day', ...SHOWN_COLUMNS],
  rows: days.flatMap(({ day, variants }) => variants.map((row) => [day, ...shownCells(metric.type, row)])),
});

function seriesPage(report: SeriesReport): string {
  const { days, metric, kind } = report;
  const figures = metricFigures(metric.type);
  const keys = days[0]?.variants.map(({ variant }) => variant) ?? [];
  const points = (
    of: (row: MetricVariantReport) => { value: number | null; interval: MetricVariantReport['interval'] },
  ) =>
    keys.map((label, i) => ({
      ...{ label, place: i },
      points: days.flatMap(({ day, variants }) => {
        const row = variants[i];
        return row === undefined ? [] : [{ day, ...of(row) }];
      }),
    }));
  const effects = points(({ comparison }) => ({
    value: comparison?.difference ?? null,
    interval: comparison?.sequential.interval ?? null,
  })).filter((series) => series.points.some(({ value }) => value !== null));
  return reportPage(`${metric.key}, ${kind}`, report, [
    html`<h2>Value by day of first exposure</h2>
      ${seriesPicture(
        points(({ value, interval }) => ({ value, interval })),
        figures.value,
      )}`,
    html`<h2>Difference to control, always-valid interval</h2>
      ${seriesPicture(effects, figures.difference)}`,
    tableSection('Figures', shownDays(report)),
  ]);
}
