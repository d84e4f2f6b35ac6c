import type { ExperimentPlanEvent } from '@assay/contracts';
import type { ExistingExperiment, Override, Schedule, UnderwayExperiment } from './experiment-state.js';

const PLAN_TYPES: ReadonlySet<string> = new Set<ExperimentPlanEvent['type']>([
  'ExperimentScheduled',
  'ScheduleCancelled',
  'ScheduledStepRefused',
  'OverrideSet',
  'OverrideRemoved',
  'ChecklistItemTicked',
  'ChecklistItemUnticked',
]);

export const isPlanEvent = (event: { readonly type: string }): event is ExperimentPlanEvent =>
  PLAN_TYPES.has(event.type);

/** Nothing happens by itself any more. */
export const withoutSchedule = <State extends { readonly schedule: Schedule | null }>(
  state: State,
): State => ({
  ...state,
  schedule: null,
});

function scheduled(
  state: ExistingExperiment,
  { id, data }: Extract<ExperimentPlanEvent, { type: 'ExperimentScheduled' }>,
): ExistingExperiment {
  const schedule: Schedule = { id, ...data, rampDone: 0, refused: null };
  if (state.status !== 'draft' && state.status !== 'scheduled') return { ...state, schedule };
  return { ...state, status: data.startAt === null ? 'draft' : 'scheduled', schedule };
}

const backToDraft = (state: ExistingExperiment): ExistingExperiment =>
  state.status === 'scheduled' ? { ...state, status: 'draft' } : state;

function refused(
  state: ExistingExperiment,
  data: Extract<ExperimentPlanEvent, { type: 'ScheduledStepRefused' }>['data'],
): ExistingExperiment {
  if (state.schedule === null) return state;
  return backToDraft({ ...state, schedule: { ...state.schedule, refused: data } });
}

/** One with the id of another takes its place. */
export function withOverride(overrides: readonly Override[], override: Override): readonly Override[] {
  const { id } = override;
  const isKnown = overrides.some((known) => known.id === id);
  return isKnown ? overrides.map((known) => (known.id === id ? override : known)) : [...overrides, override];
}

function overrideOf({
  id,
  digest,
  when,
  variant,
}: Extract<ExperimentPlanEvent, { type: 'OverrideSet' }>['data']): Override {
  const whom = { ...(digest === undefined ? {} : { digest }), ...(when === undefined ? {} : { when }) };
  return { id, ...whom, variant };
}

const without = <Value>(values: Readonly<Record<string, Value>>, name: string): Record<string, Value> =>
  Object.fromEntries(Object.entries(values).filter(([key]) => key !== name));

/** What is served changed within the phase: the same draws, another revision. */
function revised(state: ExistingExperiment, revision: string): ExistingExperiment {
  if (!('current' in state) || state.current === null) return state;
  const underway = state as UnderwayExperiment;
  return { ...underway, current: { ...underway.current, revision } };
}

/** The experiment after something around its run was planned, overridden or ticked off. */
export function applyPlan(state: ExistingExperiment, event: ExperimentPlanEvent): ExistingExperiment {
  switch (event.type) {
    case 'ExperimentScheduled':
      return scheduled(state, event);
    case 'ScheduleCancelled':
      return backToDraft(withoutSchedule(state));
    case 'ScheduledStepRefused':
      return refused(state, event.data);
    case 'OverrideSet':
      return revised(
        { ...state, overrides: withOverride(state.overrides, overrideOf(event.data)) },
        event.data.revision,
      );
    case 'OverrideRemoved': {
      const overrides = state.overrides.filter(({ id }) => id !== event.data.id);
      return revised({ ...state, overrides }, event.data.revision);
    }
    case 'ChecklistItemTicked': {
      const { item, note } = event.data;
      const tick = { by: event.actor, at: event.time, ...(note === undefined ? {} : { note }) };
      return { ...state, ticks: { ...state.ticks, [item]: tick } };
    }
    case 'ChecklistItemUnticked':
      return { ...state, ticks: without(state.ticks, event.data.item) };
  }
}
