import type { ReportedExperiment } from '../experiments/reported-experiment.js';
import { adjustMetrics } from './adjust-metrics.js';
import type { ReportedSlot } from './metric-report.js';
import { metricReport } from './metric-report.js';
import type { Coverage, ExperimentReport, VariantReport } from './report.js';
import type { RunSums } from './run-sums.js';
import { sampleRatioOf } from './sample-ratio.js';

/** What is asked of a report besides the numbers. */
export interface ReportContext {
  readonly run: number | null;
  readonly coverage: Coverage;
  /** The definitions that the sums were computed with. */
  readonly slots: readonly ReportedSlot[];
}

/** The report of a run, computed from its sums alone: it costs the same at any number of events. */
export function experimentReport(
  experiment: ReportedExperiment,
  sums: RunSums,
  { run, coverage, slots }: ReportContext,
): ExperimentReport {
  const { key, number, name, status, origin } = experiment;
  return {
    experiment: { key, number, name, status, run, origin },
    coverage,
    variants: variantsOf(experiment, sums),
    excludedUnits: sums.excludedUnits,
    srm: sampleRatioOf(experiment, run, sums),
    metrics: adjustMetrics(
      slots.map((slot) => metricReport(experiment, slot, sums)),
      experiment.primaryMetric,
    ),
  };
}

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
