import type { EffectByDay, MetricPhase } from '@assay/stats';
import { effectByDay } from '@assay/stats';
import type { Table } from '../../product/report/table.js';
import { controlOf } from '../../experiments/reported-experiment.js';
import { comparedMetric, computedOr } from '../compared-metric.js';
import type { MetricSummary } from '../metric-summary.js';
import { metricSummary } from '../metric-summary.js';
import { dayNumber } from '../power/traffic.js';
import { chosenMetric } from '../read/chosen-metric.js';
import type { DaySums } from '../read/day-sums.js';
import { NO_DAYS, readDaySums } from '../read/day-sums.js';
import type { ReportSubject } from '../read/experiment-reader.js';
import { readHead } from '../read/report-head.js';
import type { Rendered } from '../rendering/rendered.js';
import type { ReportHead } from '../rendering/report-page.js';
import { reportPage, tableSection } from '../rendering/report-page.js';

/**
 * Whether the effect wears off or grows: units by the whole days since their first exposure, each with all that it
 * did in them. Effects are relative to control, which does not grow with the time that units have had.
 */
export interface NoveltyReport extends ReportHead {
  readonly metric: MetricSummary;
  readonly variants: readonly NoveltyOfVariant[];
}

export interface NoveltyOfVariant extends EffectByDay {
  readonly variant: string;
  /** Why there is no pattern. */
  readonly reason?: string;
}

const TOO_FEW_DAYS = 'fewer than three days since exposure can be compared';

export async function noveltyReport(
  subject: ReportSubject,
  asked: { readonly metric?: string },
): Promise<Rendered<NoveltyReport>> {
  const { experiment, model, run, coverage } = subject;
  const slot = chosenMetric(subject, asked.metric);
  const days = run === null ? NO_DAYS : await readDaySums(model, run, [slot]);
  const control = controlOf(experiment)?.key;
  const completeTo = coverage.completeTo === null ? null : Date.parse(coverage.completeTo);
  const report = {
    ...(await readHead(subject)),
    metric: metricSummary(slot),
    variants: experiment.variants.flatMap(({ key, isControl }) =>
      control === undefined || isControl
        ? []
        : [patternOf(key, slot.spec, cohorts(days, { control, treatment: key, completeTo }))],
    ),
  };
  return { report, table: () => noveltyTable(report), page: () => noveltyPage(report) };
}

interface Arms {
  readonly control: string;
  readonly treatment: string;
  readonly completeTo: number | null;
}

/** The two arms by days since first exposure. */
function cohorts({ metrics }: DaySums, { control, treatment, completeTo }: Arms) {
  if (completeTo === null) return [];
  const today = Math.floor(completeTo / 86_400_000);
  const of = (day: string, variant: string): readonly MetricPhase[] =>
    metrics.filter((row) => row.day === day && row.variant === variant);
  return [...new Set(metrics.map(({ day }) => day))]
    .filter((day) => dayNumber(day) <= today)
    .map((day) => ({
      day: today - dayNumber(day),
      control: of(day, control),
      treatment: of(day, treatment),
    }));
}

function patternOf(
  variant: string,
  spec: Parameters<typeof comparedMetric>[0],
  days: ReturnType<typeof cohorts>,
): NoveltyOfVariant {
  return computedOr<NoveltyOfVariant, NoveltyOfVariant>(
    () => {
      const effect = effectByDay(comparedMetric(spec), days, { scale: 'relative' });
      return { variant, ...effect, ...(effect.pattern === null ? { reason: TOO_FEW_DAYS } : {}) };
    },
    (reason) => ({ variant, days: [], trend: null, pattern: null, reason }),
  );
}

const noveltyTable = ({ variants }: NoveltyReport): Table => ({
  columns: ['variant', 'days_since_exposure', 'units', 'difference', 'lift', 'low', 'high', 'p', 'reason'],
  rows: variants.flatMap(({ variant, days }) =>
    days.map(({ day, units, difference, lift, interval, pValue, reason }) => [
      variant,
      day,
      units,
      difference,
      lift,
      interval?.[0] ?? null,
      interval?.[1] ?? null,
      pValue,
      reason,
    ]),
  ),
});

const noveltyPage = (report: NoveltyReport): string =>
  reportPage(`${report.metric.key} by days since exposure`, report, [
    tableSection('Patterns', {
      columns: ['variant', 'pattern', 'slope_a_day', 'p', 'reason'],
      rows: report.variants.map(({ variant, pattern, trend, reason }) => [
        variant,
        pattern,
        trend?.slope ?? null,
        trend?.pValue ?? null,
        reason ?? null,
      ]),
    }),
    tableSection('Effects', noveltyTable(report)),
  ]);
