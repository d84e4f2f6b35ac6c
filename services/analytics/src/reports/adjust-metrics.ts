import { adjustComparisons } from '@assay/stats';
import type { MetricReport, MetricVariantReport } from './report.js';

interface AdjustedFamilies {
  readonly primaryMetric: string | null;
  /** They belong to no family: a warning must not become weaker because others were looked at. */
  readonly guardrails: ReadonlySet<string>;
}

/** The same metrics with p-values that take into account how many comparisons there are. */
export function adjustMetrics(
  metrics: readonly MetricReport[],
  families: AdjustedFamilies,
): readonly MetricReport[] {
  const all = adjusted(metrics, ({ variants }) => variants, families);
  const decisive = adjusted(metrics, ({ variants, matured }) => matured?.variants ?? variants, families);
  return metrics.map((metric) => ({
    ...metric,
    variants: all(metric),
    ...(metric.matured === undefined ? {} : { matured: { ...metric.matured, variants: decisive(metric) } }),
  }));
}

type VariantsOf = (metric: MetricReport) => readonly MetricVariantReport[];

/** Of every metric the variants that are compared, with their adjusted p-values. */
function adjusted(
  metrics: readonly MetricReport[],
  variantsOf: VariantsOf,
  { primaryMetric, guardrails }: AdjustedFamilies,
): VariantsOf {
  const tests = metrics
    .filter(({ key }) => !guardrails.has(key))
    .flatMap((metric) =>
      variantsOf(metric).flatMap(({ variant, comparison }) =>
        comparison === null ? [] : [{ metric: metric.key, variant, pValue: comparison.pValue }],
      ),
    );
  const results = adjustComparisons(tests, primaryMetric);
  return (metric) =>
    variantsOf(metric).map((row) => {
      const { comparison } = row;
      if (comparison === null) return row;
      const found = results.find((test) => test.metric === metric.key && test.variant === row.variant);
      const { holm = null, benjaminiHochberg = null } = found ?? {};
      return { ...row, comparison: { ...comparison, holm, benjaminiHochberg } };
    });
}
