import { adjustComparisons } from '@assay/stats';
import type { MetricReport } from './report.js';

/** The same metrics with p-values that take into account how many comparisons there are. */
export function adjustMetrics(
  metrics: readonly MetricReport[],
  primaryMetric: string | null,
): readonly MetricReport[] {
  const tests = metrics.flatMap(({ key, variants }) =>
    variants.flatMap(({ variant, comparison }) =>
      comparison === null ? [] : [{ metric: key, variant, pValue: comparison.pValue }],
    ),
  );
  const adjusted = adjustComparisons(tests, primaryMetric);
  const of = (metric: string, variant: string) =>
    adjusted.find((test) => test.metric === metric && test.variant === variant);
  return metrics.map((metric) => ({
    ...metric,
    variants: metric.variants.map((variant) => {
      const { holm = null, benjaminiHochberg = null } = of(metric.key, variant.variant) ?? {};
      const { comparison } = variant;
      return comparison === null
        ? variant
        : { ...variant, comparison: { ...comparison, holm, benjaminiHochberg } };
    }),
  }));
}
