import type {
  ConclusionRefused,
  ExperimentCreated,
  ExperimentEvent,
  ExperimentStarted,
} from '@assay/contracts';
import { metricsAtCreation } from '../engine/state/metric-definitions.js';
import type { PhaseWeights, ReportedExperiment, ReportedVariant } from './reported-experiment.js';

/** Everything that arrives in an experiment's stream. */
export type StreamEvent = ExperimentEvent | ConclusionRefused;

/** The experiment after an event of its stream; undefined as long as it has not been created. */
export function foldExperiment(
  experiment: ReportedExperiment | undefined,
  event: StreamEvent,
): ReportedExperiment | undefined {
  if (event.type === 'ExperimentCreated') return created(event.data);
  return experiment === undefined ? undefined : changed(experiment, event);
}

const created = (data: ExperimentCreated['data']): ReportedExperiment => ({
  ...designOf(data),
  status: 'draft',
  run: null,
  firstStartedAt: null,
  runningSince: null,
  runStartedAt: null,
  endedAt: null,
  winner: null,
  variants: [],
  phases: [],
});

const designOf = (data: ExperimentCreated['data']) => ({
  key: data.key,
  number: data.number,
  name: data.name,
  origin: data.origin,
  experimentType: data.experimentType,
  plannedUnits: data.plannedUnits,
  minimumSampleSize: data.minimumSampleSize ?? null,
  primaryMetric: data.primaryMetric?.key ?? null,
  metrics: metricsAtCreation(data),
  guardrails: data.guardrails ?? [],
});

function changed(
  experiment: ReportedExperiment,
  event: Exclude<StreamEvent, ExperimentCreated>,
): ReportedExperiment {
  switch (event.type) {
    case 'ExperimentEdited':
      return { ...experiment, ...designOf(event.data.design) };
    case 'VariantAdded':
      return { ...experiment, variants: [...experiment.variants, variantOf(event.data)] };
    case 'VariantChanged':
      return {
        ...experiment,
        variants: experiment.variants.map((one) =>
          one.key === event.data.key ? variantOf(event.data) : one,
        ),
      };
    case 'VariantRemoved':
      return { ...experiment, variants: experiment.variants.filter(({ key }) => key !== event.data.key) };
    case 'ExperimentStarted':
      return withPhase(started(experiment, event), event.data);
    case 'ExperimentPaused':
      return { ...experiment, status: 'paused', runningSince: null };
    case 'ExperimentResumed':
      return { ...experiment, status: 'running', runningSince: event.time };
    case 'ExperimentReopened':
      return { ...experiment, status: 'running', runningSince: null, endedAt: null, winner: null };
    case 'AllocationChanged':
      return withPhase(experiment, event.data);
    case 'WeightsChanged':
      return withPhase(withWeights(experiment, event.data.weights), event.data);
    case 'ExperimentConcluded':
      return {
        ...experiment,
        status: 'concluded',
        runningSince: null,
        endedAt: event.time,
        winner: event.data.winner,
      };
    case 'ExperimentArchived':
      return {
        ...experiment,
        status: 'archived',
        runningSince: null,
        endedAt: experiment.endedAt ?? event.time,
      };
    case 'ConclusionRefused':
      return experiment;
  }
}

const started = (experiment: ReportedExperiment, { data, time }: ExperimentStarted): ReportedExperiment => ({
  ...experiment,
  status: 'running',
  run: data.run,
  firstStartedAt: experiment.firstStartedAt ?? time,
  runningSince: time,
  runStartedAt: time,
  endedAt: null,
  winner: null,
});

const variantOf = ({ key, name, isControl, weight }: ReportedVariant): ReportedVariant => ({
  key,
  name,
  isControl,
  weight,
});

const withWeights = (
  experiment: ReportedExperiment,
  weights: Readonly<Record<string, number>>,
): ReportedExperiment => ({
  ...experiment,
  variants: experiment.variants.map((variant) => ({
    ...variant,
    weight: weights[variant.key] ?? variant.weight,
  })),
});

/** Remembers the weights of now for a phase that begins. */
function withPhase(
  experiment: ReportedExperiment,
  { run, phase }: Pick<PhaseWeights, 'run' | 'phase'>,
): ReportedExperiment {
  const weights = Object.fromEntries(experiment.variants.map(({ key, weight }) => [key, weight]));
  return { ...experiment, phases: [...experiment.phases, { run, phase, weights }] };
}
