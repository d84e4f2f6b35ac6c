import type { MetricSpec } from '@assay/contracts';
import type { DaySinceExposure } from '@assay/stats';
import { effectByDay } from '@assay/stats';
import { hasDays } from '../../engine/state/metric-parts.js';
import { controlOf } from '../../experiments/reported-experiment.js';
import { comparedMetric, computedOr } from '../compared-metric.js';
import { metricSummary } from '../metric-summary.js';
import { chosenMetric } from '../read/chosen-metric.js';
import { NO_DAYS, readDaySums } from '../read/day-sums.js';
import type { ReportSubject } from '../read/report-subject.js';
import { readHead } from '../read/report-head.js';
import type { ReportedSlot } from '../read/reported-slot.js';
import { completeAt } from '../../reporting/coverage.js';
import type { Rendered } from '../../reporting/rendered.js';
import { cohortArms } from './cohort-arms.js';
import type { ComparedArms } from './compared-arms.js';
import type { NoveltyOfVariant, NoveltyReport } from './novelty.js';
import { noveltyPage, noveltyTable } from './render-novelty.js';
import { armsOf, readSingleDays } from './single-days.js';

export interface NoveltyAsked {
  readonly metric?: string;
  readonly by?: NoveltyReport['by'];
}

const TOO_FEW_DAYS = 'fewer than three days since exposure can be compared';

export async function noveltyReport(
  subject: ReportSubject,
  asked: NoveltyAsked,
): Promise<Rendered<NoveltyReport>> {
  const { experiment, coverage } = subject;
  const slot = chosenMetric(subject, asked.metric);
  const { by, note, armsFor } = await evidenceOf(subject, slot, asked.by);
  const control = controlOf(experiment)?.key;
  const completeTo = completeAt(coverage);
  // A single day is not adjusted by a covariate.
  const { cuped: _cuped, ...plain } = slot.spec;
  const spec = by === 'days' ? plain : slot.spec;
  const report: NoveltyReport = {
    ...(await readHead(subject)),
    metric: metricSummary(slot),
    by,
    ...(note === undefined ? {} : { note }),
    variants: experiment.variants.flatMap(({ key, isControl }) =>
      control === undefined || isControl
        ? []
        : [patternOf(key, spec, armsFor({ control, treatment: key, completeTo }))],
    ),
  };
  return { report, table: () => noveltyTable(report), page: () => noveltyPage(report) };
}

interface Evidence extends Pick<NoveltyReport, 'by' | 'note'> {
  readonly armsFor: (arms: ComparedArms) => Arms;
}

interface Arms {
  readonly days: readonly DaySinceExposure[];
  /** The days that the trend is of, where those are others. */
  readonly ofTrend?: readonly DaySinceExposure[];
}

async function evidenceOf(
  subject: ReportSubject,
  slot: ReportedSlot,
  by: NoveltyReport['by'] | undefined,
): Promise<Evidence> {
  const single = by === 'cohorts' ? undefined : await readSingleDays(subject, slot);
  if (single !== undefined && (single.days.length > 0 || by === 'days'))
    return {
      by: 'days',
      armsFor: (arms) => ({ days: armsOf(single.days, arms), ofTrend: armsOf(single.ofSameUnits, arms) }),
      ...(single.isComplete ? {} : { note: BEING_COUNTED }),
    };
  if (by === 'days') return { by, armsFor: () => ({ days: [] }), note: howToCount(subject, slot) };
  const { model, run } = subject;
  const days = run === null ? NO_DAYS : await readDaySums(model, run, [slot]);
  return {
    by: 'cohorts',
    armsFor: (arms) => ({ days: cohortArms(days, arms) }),
    ...(single === undefined ? { note: howToCount(subject, slot) } : { note: BEING_COUNTED }),
  };
}

const BEING_COUNTED = 'days are still being counted, or are not over for any unit';

const howToCount = ({ experiment }: ReportSubject, { spec }: ReportedSlot): string =>
  hasDays(spec)
    ? 'days of arrival mix in; to have what happens on each day counted by itself, over all history: ' +
      `PUT /api/v1/admin/analytics/experiments/${experiment.key}/metrics/${spec.key}/days`
    : `days of arrival mix in; a ${spec.type} cannot be counted on each day by itself`;

function patternOf(variant: string, spec: MetricSpec, { days, ofTrend }: Arms): NoveltyOfVariant {
  return computedOr<NoveltyOfVariant, NoveltyOfVariant>(
    () => {
      const effectOf = (of: readonly DaySinceExposure[]) =>
        effectByDay(comparedMetric(spec), of, { scale: 'relative' });
      const shown = effectOf(days);
      const { trend, pattern, days: compared } = ofTrend === undefined ? shown : effectOf(ofTrend);
      return {
        ...{ variant, days: shown.days, trend, pattern },
        ...(ofTrend === undefined || trend === null
          ? {}
          : { trendOver: { days: compared.length, units: compared[0]?.units ?? 0 } }),
        ...(pattern === null ? { reason: TOO_FEW_DAYS } : {}),
      };
    },
    (reason) => ({ variant, days: [], trend: null, pattern: null, reason }),
  );
}
