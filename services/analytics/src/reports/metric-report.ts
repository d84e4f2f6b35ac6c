import type { PhaseUnits } from '@assay/stats';
import type { MetricSlot } from '../engine/state/metric-slot.js';
import type { ReportedExperiment } from '../experiments/reported-experiment.js';
import { controlOf } from '../experiments/reported-experiment.js';
import { compareVariant } from './compare-variant.js';
import { describeVariant } from './describe-variant.js';
import type { MetricReport } from './report.js';
import type { RunSums } from './run-sums.js';

/** A definition of a metric, and which one. */
export type ReportedSlot = Pick<MetricSlot, 'spec' | 'version'>;

/** One metric of a run: every variant by itself, and every treatment against control. */
export function metricReport(
  experiment: ReportedExperiment,
  { spec, version }: ReportedSlot,
  sums: Pick<RunSums, 'metrics' | 'exposures'>,
): MetricReport {
  const { key, type, event, direction, windowHours } = spec;
  const own = sums.metrics.filter((phase) => phase.metric === key);
  const phasesOf = (variant: string) => own.filter((phase) => phase.variant === variant);
  const control = controlOf(experiment);
  const { plannedUnits } = experiment;
  const options = { plannedUnits, ...(isBandit(experiment) ? { phaseUnits: phaseUnits(sums) } : {}) };
  return {
    key,
    type,
    version,
    event,
    direction,
    windowHours,
    isPrimary: key === experiment.primaryMetric,
    variants: experiment.variants.map((variant) => ({
      ...describeVariant(variant, spec, phasesOf(variant.key)),
      comparison:
        control === undefined || variant.isControl
          ? null
          : compareVariant(
              spec,
              { control: phasesOf(control.key), treatment: phasesOf(variant.key) },
              options,
            ),
    })),
  };
}

const isBandit = ({ experimentType }: ReportedExperiment): boolean => experimentType === 'bandit';

/** Units over all arms of each phase, which the arms of a bandit are weighted over. */
function phaseUnits({ exposures }: Pick<RunSums, 'exposures'>): readonly PhaseUnits[] {
  const units = new Map<number, number>();
  for (const { phase, units: own } of exposures) units.set(phase, (units.get(phase) ?? 0) + own);
  return [...units].map(([phase, all]) => ({ phase, units: all }));
}
