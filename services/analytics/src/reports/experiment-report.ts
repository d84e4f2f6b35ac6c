import type { ReportedExperiment } from '../experiments/reported-experiment.js';
import { adjustMetrics } from './adjust-metrics.js';
import type { ReportedSlot } from './read/reported-slot.js';
import type { MetricEvidence } from './metric-report.js';
import { metricReport } from './metric-report.js';
import type { DaySums } from './read/day-sums.js';
import { exclusionsOf } from './exclusions.js';
import type { RunSums } from './read/run-sums.js';
import type { RecommendationDefaults } from './recommendation/recommendation-defaults.js';
import { STANDARD_DEFAULTS } from './recommendation/recommendation-defaults.js';
import { recommendationReport } from './recommendation/recommendation-report.js';
import type { Coverage } from '../reporting/coverage.js';
import { completeAt } from '../reporting/coverage.js';
import type { ExperimentReport, MetricReport, VariantReport } from './report.js';
import { summaryOf } from './report.js';
import { sampleRatioOf } from './sample-ratio/sample-ratio.js';

/** What a report rests on besides the sums. */
interface ReportContext {
  readonly run: number | null;
  readonly coverage: Coverage;
  /** The definitions that the sums were computed with. */
  readonly slots: readonly ReportedSlot[];
  /** By day of first exposure, of metrics with an attribution window. */
  readonly days: DaySums;
  /** Milliseconds since 1970. */
  readonly now: number;
  /** What the recommendation is held against. */
  readonly defaults: RecommendationDefaults;
}

/** The report of a run, computed from its sums alone: it costs the same at any number of events. */
export function experimentReport(
  experiment: ReportedExperiment,
  sums: RunSums,
  { run, coverage, slots, days, now, defaults }: ReportContext,
): ExperimentReport {
  const completeTo = completeAt(coverage);
  const specs = slots.map(({ spec }) => spec);
  const srm = sampleRatioOf(experiment, run, sums);
  const evidence = { sums, days, completeTo };
  const metrics = adjustMetrics(
    slots.map((slot) => metricReport(experiment, slot, evidence)),
    { primaryMetric: experiment.primaryMetric, guardrails: guardrailKeys(experiment) },
  );
  return {
    experiment: summaryOf(experiment, run),
    coverage,
    recommendation: recommendationReport(experiment, {
      ...{ metrics, specs, srm, completeTo, now, defaults },
      decisive: decisiveReport(experiment, { slots, evidence, alpha: defaults.alpha }),
    }),
    variants: variantsOf(experiment, sums),
    excludedUnits: sums.excludedUnits,
    exclusions: exclusionsOf({
      inSeveralVariants: sums.excludedUnits,
      inNoSuchVariant: unknownVariantUnits(experiment, sums),
      unlisted: sums.unlistedUnits,
      expiredExposures: sums.expiredExposures,
    }),
    srm,
    metrics,
  };
}

/** The primary metric with intervals of another confidence than is shown, where that is asked for. */
function decisiveReport(
  experiment: ReportedExperiment,
  {
    slots,
    evidence,
    alpha,
  }: {
    readonly slots: readonly ReportedSlot[];
    readonly evidence: MetricEvidence;
    readonly alpha: number;
  },
): MetricReport | undefined {
  const slot = slots.find(({ spec }) => spec.key === experiment.primaryMetric);
  if (slot === undefined || alpha === STANDARD_DEFAULTS.alpha) return undefined;
  return metricReport(experiment, slot, { ...evidence, alpha });
}

const guardrailKeys = ({ guardrails }: ReportedExperiment): ReadonlySet<string> =>
  new Set(guardrails.flatMap((one) => (one.kind === 'metric' ? [one.metric.key] : [])));

const unknownVariantUnits = ({ variants }: ReportedExperiment, { exposures }: RunSums): number =>
  exposures
    .filter(({ variant }) => !variants.some(({ key }) => key === variant))
    .reduce((sum, { units }) => sum + units, 0);

/** The variants of the definition, then any that exposures name without it. */
function variantsOf({ variants }: ReportedExperiment, { exposures }: RunSums): readonly VariantReport[] {
  const defined = new Set(variants.map(({ key }) => key));
  const undefinedKeys = [...new Set(exposures.map(({ variant }) => variant))].filter(
    (key) => !defined.has(key),
  );
  const all = [
    ...variants,
    ...undefinedKeys.map((key) => ({ key, name: key, isControl: false, weight: null })),
  ];
  return all.map(({ key, name, isControl, weight }) => {
    const own = exposures.filter(({ variant }) => variant === key);
    const units = own.reduce((sum, phase) => sum + phase.units, 0);
    const unitsWithError = own.reduce((sum, phase) => sum + phase.unitsWithError, 0);
    return { key, name, isControl, weight, units, unitsWithError };
  });
}
