import { banditWeights } from '@assay/stats';
import type { Table } from '../../reporting/table.js';
import { isBandit } from '../../experiments/reported-experiment.js';
import { comparedMetric, computedOr } from '../compared-metric.js';
import { metricReport } from '../metric-report.js';
import type { MetricSummary } from '../metric-summary.js';
import { metricSummary } from '../metric-summary.js';
import { chosenMetric } from '../read/chosen-metric.js';
import { NO_DAYS } from '../read/day-sums.js';
import type { ReportSubject } from '../read/report-subject.js';
import { readHead } from '../read/report-head.js';
import type { RunSums } from '../read/run-sums.js';
import { NO_SUMS, readRunSums } from '../read/run-sums.js';
import type { Rendered } from '../../reporting/rendered.js';
import type { ReportHead } from '../rendering/report-page.js';
import { isShareMetric } from '@assay/contracts';
import { tableSection } from '../../reporting/page.js';
import { reportPage } from '../rendering/report-page.js';

/** The variants as arms: how often each was drawn, what it gave, and how probable it is that it is the best. */
interface ArmsReport extends ReportHead {
  readonly metric: MetricSummary;
  readonly experimentType: string;
  readonly arms: readonly ArmReport[];
  /** Why nothing is said of the best arm. */
  readonly reason?: string;
}

interface ArmReport {
  readonly variant: string;
  readonly units: number;
  /** Of all units; null where there are none. */
  readonly share: number | null;
  readonly value: number | null;
  readonly interval: readonly [number, number] | null;
  /** By inverse propensity: a drift of the weights together with the rewards does not mislead it. */
  readonly weightedMean: number | null;
  readonly probabilityBest: number | null;
  readonly reason?: string;
}

const NO_REWARD = 'a quantile is no mean of rewards';

export async function armsReport(
  subject: ReportSubject,
  asked: { readonly metric?: string },
): Promise<Rendered<ArmsReport>> {
  const { experiment, model, run } = subject;
  const slot = chosenMetric(subject, asked.metric);
  const sums = run === null ? NO_SUMS : await readRunSums(model, run, [slot]);
  const { variants } = metricReport(experiment, slot, { sums, days: NO_DAYS, completeTo: null });
  const all = variants.reduce((units, arm) => units + arm.units, 0);
  const { weights, reason } = chancesOf(
    slot.spec,
    variants.map(({ variant }) => variant),
    sums,
  );
  const report = {
    ...(await readHead(subject)),
    metric: metricSummary(slot),
    experimentType: experiment.experimentType,
    arms: variants.map(({ variant, units, value, interval, weightedMean, reason: why }, i) => ({
      variant,
      units,
      share: all === 0 ? null : units / all,
      value,
      interval,
      weightedMean: weightedMean ?? null,
      probabilityBest: weights?.[i] ?? null,
      ...armReason(why, weightedMean, experiment),
    })),
    ...(reason === null ? {} : { reason }),
  };
  return { report, table: () => armsTable(report), page: () => armsPage(report) };
}

const NOT_WEIGHTED = 'only the arms of a bandit are weighted by inverse propensity';

function armReason(
  why: string | undefined,
  weightedMean: number | undefined,
  experiment: ReportSubject['experiment'],
): { readonly reason?: string } {
  const reason = why ?? (weightedMean === undefined && !isBandit(experiment) ? NOT_WEIGHTED : undefined);
  return reason === undefined ? {} : { reason };
}

/** Thompson's probabilities, by quadrature: the same sums give the same bytes. */
function chancesOf(
  spec: Parameters<typeof comparedMetric>[0],
  variants: readonly string[],
  { metrics }: Pick<RunSums, 'metrics'>,
): { readonly weights: readonly number[] | null; readonly reason: string | null } {
  if (spec.type === 'quantile') return { weights: null, reason: NO_REWARD };
  if (variants.length < 2) return { weights: null, reason: 'too-few-arms' };
  const arms = variants.map((variant) => metrics.filter((row) => row.variant === variant));
  return computedOr(
    () => banditWeights(comparedMetric(spec), arms, { policy: 'thompson', floor: 0 }),
    (reason) => ({ weights: null, reason }),
  );
}

const armsTable = ({ arms, metric }: ArmsReport): Table => ({
  columns: [
    'variant',
    'units',
    'share',
    'value',
    'low',
    'high',
    'weighted_mean',
    'probability_best',
    'reason',
  ],
  shares: [
    ...['share', 'probability_best'],
    ...(isShareMetric(metric.type) ? ['value', 'low', 'high', 'weighted_mean'] : []),
  ],
  rows: arms.map(({ variant, units, share, value, interval, weightedMean, probabilityBest, reason }) => [
    variant,
    units,
    share,
    value,
    interval?.[0] ?? null,
    interval?.[1] ?? null,
    weightedMean,
    probabilityBest,
    reason ?? null,
  ]),
});

const armsPage = (report: ArmsReport): string =>
  reportPage(`arms by ${report.metric.key}`, report, [tableSection('Arms', armsTable(report))]);
