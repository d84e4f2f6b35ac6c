import type { MetricSpec } from '@assay/contracts';
import type { MetricArms, MetricComparison, MetricComparisonOptions } from '@assay/stats';
import { compareMetric } from '@assay/stats';
import { comparedMetric, computedOr } from './compared-metric.js';
import type { ComparisonReport } from './report.js';

/** A treatment against control, its phases as strata. */
export function compareVariant(
  metric: MetricSpec,
  arms: MetricArms,
  options: MetricComparisonOptions,
): ComparisonReport {
  return computedOr(
    () => shownComparison(metric, compareMetric(comparedMetric(metric), arms, options)),
    (reason) => ({ ...NOT_COMPARED, ...statisticOf(metric, NO_STATISTIC), reason }),
  );
}

const NO_STATISTIC = { statistic: null, df: null, adjustment: 'none' } as const;
const NOT_COMPARED = {
  difference: null,
  lift: null,
  standardError: null,
  pValue: null,
  interval: null,
  sequential: { pValue: null, interval: null },
  relative: { standardError: null, interval: null, sequentialInterval: null },
  bayesian: {
    chanceToWin: null,
    expectedLossChooseTreatment: null,
    expectedLossChooseControl: null,
    interval: null,
  },
  holm: null,
  benjaminiHochberg: null,
  adjustment: 'none',
} as const;

function shownComparison(metric: MetricSpec, comparison: MetricComparison): ComparisonReport {
  const { difference, lift, se, pValue, interval, sequential, relative, bayesian } = comparison;
  const { chanceToWin, expectedLossChooseTreatment, expectedLossChooseControl } = bayesian;
  const { adjustment, unadjusted, droppedPhases, reason } = comparison;
  return {
    difference,
    lift,
    standardError: se,
    ...statisticOf(metric, comparison),
    pValue,
    interval,
    sequential: { pValue: sequential.pValue, interval: sequential.interval },
    relative: {
      standardError: relative.se,
      interval: relative.interval,
      sequentialInterval: relative.sequentialInterval,
    },
    bayesian: {
      chanceToWin,
      expectedLossChooseTreatment,
      expectedLossChooseControl,
      interval: bayesian.interval,
    },
    holm: null,
    benjaminiHochberg: null,
    adjustment,
    ...(unadjusted === null ? {} : { unadjusted: withoutAdjustment(unadjusted) }),
    ...(droppedPhases.length === 0 ? {} : { droppedPhases }),
    ...(reason === null ? {} : { reason }),
  };
}

/** Proportions as they are have a z statistic; everything else has Welch's t. */
function statisticOf(
  { type }: MetricSpec,
  { statistic, df, adjustment }: Pick<MetricComparison, 'statistic' | 'df' | 'adjustment'>,
) {
  const isZ = (type === 'proportion' || type === 'retention') && adjustment === 'none';
  return isZ ? { zStatistic: statistic } : { tStatistic: statistic, df };
}

const withoutAdjustment = ({
  difference,
  lift,
  pValue,
  interval,
  varianceReduction,
}: NonNullable<MetricComparison['unadjusted']>) => ({
  difference,
  lift,
  pValue,
  interval,
  varianceReduction,
});
