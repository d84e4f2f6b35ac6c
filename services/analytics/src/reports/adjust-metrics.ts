import { adjustComparisons } from '@assay/stats';
import type { MetricReport } from './report.js';

export interface AdjustedFamilies {
  readonly primaryMetric: string | null;
  /** They belong to no family: a warning must not become weaker because others were looked at. */
  readonly guardrails: ReadonlySet<string>;
}

/** The same metrics with p-values that take into account how many comparisons there are. */
export function adjustMetrics(
  metrics: readonly MetricReport[],
  { primaryMetric, guardrails }: AdjustedFamilies,
): readonly MetricReport[] {
  const tests = metrics
    .filter(({ key }) => !guardrails.has(key))
    .flatMap(({ key, variants }) =>
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
