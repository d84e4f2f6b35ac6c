import type {
  BanditWeightsUpdated,
  ConclusionRefused,
  ExperimentEvent,
  ExperimentPlanEvent,
} from '@assay/contracts';
import type {
  ArchivedExperiment,
  ConcludedExperiment,
  ExistingExperiment,
  ExperimentState,
  RunState,
  UnderwayExperiment,
  Variant,
} from './experiment-state.js';
import { conclusionOf, currentRun, withWeights } from './experiment-state.js';
import { applyPlan, isPlanEvent, withoutSchedule } from './experiment-plan.fold.js';

/** Everything that a stream of an experiment holds. */
export type ExperimentStreamEvent =
  ExperimentEvent | ExperimentPlanEvent | BanditWeightsUpdated | ConclusionRefused;

type Change = Exclude<ExperimentEvent, { type: 'ExperimentCreated' }>;

const created = (event: Extract<ExperimentEvent, { type: 'ExperimentCreated' }>): ExistingExperiment => ({
  status: 'draft',
  version: 0,
  changedAt: 0,
  answered: [],
  design: event.data,
  variants: [],
  overrides: [],
  schedule: null,
  ticks: {},
  createdAt: event.time,
  createdBy: event.actor,
});

/** What all states have in common, without what belongs to the state it comes from. */
function designed(state: ExistingExperiment) {
  const { version, changedAt, answered, design, variants } = state;
  const { overrides, schedule, ticks, createdAt, createdBy } = state;
  return {
    ...{ version, changedAt, answered, design, variants },
    ...{ overrides, schedule, ticks, createdAt, createdBy },
  };
}

function concluded(
  state: UnderwayExperiment,
  data: Extract<Change, { type: 'ExperimentConcluded' }>['data'],
): ConcludedExperiment {
  const { winner, reason, concludedAt, promotionId = null } = data;
  const facts = { winner, reason, concludedAt, promotionId };
  return { ...withoutSchedule(designed(state)), status: 'concluded', current: state.current, ...facts };
}

function archived(state: ExistingExperiment, reason: string): ArchivedExperiment {
  const base = withoutSchedule(designed(state));
  const current = currentRun(state);
  return { ...base, status: 'archived', current, conclusion: conclusionOf(state), reason };
}

const withRun = (state: UnderwayExperiment, changes: Partial<RunState>): UnderwayExperiment => ({
  ...state,
  current: { ...state.current, ...changes },
});

function changedUnderway(state: UnderwayExperiment, event: Change): ExistingExperiment {
  const base = designed(state);
  const { current } = state;
  switch (event.type) {
    case 'ExperimentPaused':
      return { ...base, status: 'paused', current, reason: event.data.reason };
    case 'ExperimentResumed':
      return { ...base, status: 'running', current, since: event.time };
    case 'AllocationChanged': {
      const { trafficAllocation, phase, revision } = event.data;
      return { ...withRun(state, { phase, revision }), design: { ...state.design, trafficAllocation } };
    }
    case 'WeightsChanged': {
      const { weights, phase, revision } = event.data;
      const variants = withWeights(state.variants, weights);
      return { ...withRun(state, { phase, revision, weightsChanged: true }), variants };
    }
    case 'ExperimentConcluded':
      return concluded(state, event.data);
    case 'ExperimentReopened':
      return { ...base, status: 'reopened', current, reason: event.data.reason };
    default:
      return state;
  }
}

function withVariants(variants: readonly Variant[], event: Change): readonly Variant[] {
  switch (event.type) {
    case 'VariantAdded':
      return [...variants, event.data];
    case 'VariantChanged':
      return variants.map((variant) => (variant.key === event.data.key ? event.data : variant));
    case 'VariantRemoved':
      return variants.filter(({ key }) => key !== event.data.key);
    default:
      return variants;
  }
}

function started(
  state: ExistingExperiment,
  { data: { reason: _, ...data }, time }: Extract<Change, { type: 'ExperimentStarted' }>,
): ExistingExperiment {
  const current = { ...data, bucketVersion: data.bucketVersion ?? 1, weightsChanged: false };
  return { ...designed(state), status: 'running', current, since: time };
}

function changed(state: ExistingExperiment, event: Change): ExistingExperiment {
  if (event.type === 'ExperimentArchived') return archived(state, event.data.reason);
  if (state.status === 'archived') return state;
  if (event.type === 'ExperimentStarted') return started(state, event);
  if (event.type === 'ExperimentEdited') return { ...state, design: event.data.design };
  if (state.status === 'draft' || state.status === 'scheduled')
    return { ...state, variants: withVariants(state.variants, event) };
  return changedUnderway(state, event);
}

/** Weights follow the results; the phase is the same, because each assignment records its propensity. */
function bandit(state: ExistingExperiment, { data, time }: BanditWeightsUpdated): ExistingExperiment {
  if (state.status !== 'running' && state.status !== 'paused') return state;
  const { update, revision, weights } = data;
  const variants = withWeights(state.variants, weights);
  return { ...withRun(state, { revision, weightsChanged: true, bandit: { update, at: time } }), variants };
}

function content(state: ExperimentState, event: ExperimentStreamEvent): ExperimentState {
  if (event.type === 'ConclusionRefused') return state;
  if (event.type === 'ExperimentCreated') return created(event);
  if (state.status === 'absent') return state;
  if (event.type === 'BanditWeightsUpdated') return bandit(state, event);
  return isPlanEvent(event) ? applyPlan(state, event) : rampNoted(changed(state, event), event);
}

/** A step of the ramp is over when the change of allocation that it is has happened. */
function rampNoted(state: ExistingExperiment, event: Change): ExistingExperiment {
  if (event.type !== 'AllocationChanged' || event.data.rampStep === undefined) return state;
  if (state.schedule === null) return state;
  return { ...state, schedule: { ...state.schedule, rampDone: event.data.rampStep } };
}

const isChange = (event: ExperimentStreamEvent): boolean =>
  event.type !== 'ConclusionRefused' && event.type !== 'BanditWeightsUpdated' && !isPlanEvent(event);

/** The experiment after one more event. Total: an event that does not fit the state only moves the version. */
export function evolve(state: ExperimentState, event: ExperimentStreamEvent): ExperimentState {
  const version = state.version + 1;
  const isAnswer = event.type === 'ConclusionRefused' || 'promotionId' in event.data;
  const answered =
    isAnswer && event.causationid !== undefined ? [...state.answered, event.causationid] : state.answered;
  const changedAt = isChange(event) ? version : state.changedAt;
  return { ...content(state, event), version, changedAt, answered };
}
