import type { MetricSpec } from '@assay/contracts';
import type { PhaseUnits } from '@assay/stats';
import type { ReportedExperiment } from '../experiments/reported-experiment.js';
import { controlOf, isBandit } from '../experiments/reported-experiment.js';
import { compareVariant } from './compare-variant.js';
import { describeVariant } from './describe-variant.js';
import { hasWindow, isMatured, maturedSums } from './matured-sums.js';
import { metricDefinition } from './metric-definition/metric-definition.js';
import { metricNote } from './metric-note.js';
import type { DaySums } from './read/day-sums.js';
import type { ReportedSlot } from './read/reported-slot.js';
import type { ExposureSums, VariantPhase, RunSums } from './read/run-sums.js';
import type { MaturedReport, MetricReport, MetricVariantReport } from './report.js';

/** What a metric is reported from. */
export interface MetricEvidence {
  readonly sums: Pick<RunSums, 'metrics' | 'exposures' | 'lastExposureAt'>;
  /** By day of first exposure, of metrics that have units whose attribution window is open. */
  readonly days: DaySums;
  /** Milliseconds since 1970; null: the data are complete to no instant. */
  readonly completeTo: number | null;
  /** 1 − confidence of the intervals of comparisons; 0.05 where none is named. */
  readonly alpha?: number;
}

/** Intervals that are shown have 95 %. */
const SHOWN_ALPHA = 0.05;

/** One metric of a run: every variant by itself, and every treatment against control. */
export function metricReport(
  experiment: ReportedExperiment,
  slot: ReportedSlot,
  evidence: MetricEvidence,
): MetricReport {
  const { spec, version } = slot;
  const { sums, alpha } = evidence;
  const { key, type, event, direction, windowHours } = spec;
  const own = sums.metrics.filter((phase) => phase.metric === key);
  const variants = variantReports(experiment, spec, own, { units: phaseUnits(sums.exposures), alpha });
  const matured = maturedReport(experiment, spec, evidence, variants);
  const note = metricNote(spec, own);
  return {
    key,
    type,
    version,
    event,
    direction,
    windowHours,
    definition: metricDefinition(slot),
    isPrimary: key === experiment.primaryMetric,
    variants,
    ...(matured === undefined ? {} : { matured }),
    ...(note === undefined ? {} : { note }),
  };
}

/** The units whose window is over: all of them, or those of the days that are long enough ago. */
function maturedReport(
  experiment: ReportedExperiment,
  spec: MetricSpec,
  { sums, days, completeTo, alpha }: MetricEvidence,
  all: readonly MetricVariantReport[],
): MaturedReport | undefined {
  if (!hasWindow(spec)) return undefined;
  if (isMatured(spec, sums.lastExposureAt, completeTo))
    return { units: all.reduce((n, { units }) => n + units, 0), openUnits: 0, variants: all };
  const { units, openUnits, metrics, exposures } = maturedSums(spec, { sums, days }, completeTo);
  const variants = variantReports(experiment, spec, metrics, { units: phaseUnits(exposures), alpha });
  return { units, openUnits, variants };
}

/** Every variant of a metric, from its sums by phase. */
export function variantReports(
  experiment: ReportedExperiment,
  spec: MetricSpec,
  sums: readonly VariantPhase[],
  {
    units,
    alpha = SHOWN_ALPHA,
  }: { readonly units: readonly PhaseUnits[]; readonly alpha?: number | undefined },
): readonly MetricVariantReport[] {
  const phasesOf = (variant: string) => sums.filter((phase) => phase.variant === variant);
  const control = controlOf(experiment);
  const { plannedUnits } = experiment;
  const options = { plannedUnits, alpha, ...(isBandit(experiment) ? { phaseUnits: units } : {}) };
  return experiment.variants.map((variant) => ({
    ...describeVariant(variant, spec, phasesOf(variant.key)),
    comparison:
      control === undefined || variant.isControl
        ? null
        : compareVariant(spec, { control: phasesOf(control.key), treatment: phasesOf(variant.key) }, options),
  }));
}

/** Units over all arms of each phase, which the arms of a bandit are weighted over. */
export function phaseUnits(exposures: readonly ExposureSums[]): readonly PhaseUnits[] {
  const units = new Map<number, number>();
  for (const { phase, units: own } of exposures) units.set(phase, (units.get(phase) ?? 0) + own);
  return [...units].map(([phase, all]) => ({ phase, units: all }));
}
