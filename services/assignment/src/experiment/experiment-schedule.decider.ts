import {
  derivedId,
  ExperimentScheduled,
  newEvent,
  ScheduleCancelled,
  ScheduledStepRefused,
} from '@assay/contracts';
import type { FireSchedule, PlanCommand, ScheduleExperiment } from './experiment-command.js';
import type { Outcome } from './experiment-outcome.js';
import { accept, refuse } from './experiment-outcome.js';
import type { ExperimentRefusal } from './experiment-refusal.js';
import { allocationChanged, decideRun } from './experiment-run.decider.js';
import { inStatus, startProblem } from './experiment-rules.js';
import type { ExistingExperiment, ExperimentState } from './experiment-state.js';
import type { ScheduleStep } from './schedule/next-step.js';
import { nextStep } from './schedule/next-step.js';

interface Moment {
  readonly path: string;
  readonly value: string;
}

const momentsOf = ({ startAt, endAt, ramp }: ScheduleExperiment): readonly Moment[] => [
  ...(startAt === null ? [] : [{ path: 'startAt', value: startAt }]),
  ...ramp.map(({ at }, index) => ({ path: `ramp[${String(index)}].at`, value: at })),
  ...(endAt === null ? [] : [{ path: 'endAt', value: endAt }]),
];

/** Everything lies ahead, and in the order start, ramp, end. */
function timeProblem(moments: readonly Moment[], now: string): ExperimentRefusal | undefined {
  const past = moments.find(({ value }) => Date.parse(value) <= Date.parse(now));
  if (past !== undefined) return { code: 'SCHEDULE_IN_PAST', ...past, now };
  for (const [index, { value: after }] of moments.entries()) {
    const next = moments[index + 1];
    if (next !== undefined && Date.parse(next.value) <= Date.parse(after))
      return { code: 'SCHEDULE_OUT_OF_ORDER', ...next, after };
  }
  return undefined;
}

function schedule(command: ScheduleExperiment, state: ExperimentState): Outcome {
  const found = inStatus(state, 'draft', 'scheduled', 'running', 'paused');
  if ('refusal' in found) return refuse(found.refusal);
  const { status } = found.experiment;
  const { metadata, startAt, endAt, ramp } = command;
  const moments = momentsOf(command);
  if (moments.length === 0) return refuse({ code: 'SCHEDULE_EMPTY' });
  const hasStarted = status === 'running' || status === 'paused';
  if (hasStarted && startAt !== null)
    return refuse({ code: 'SCHEDULE_STARTED', path: 'startAt', value: startAt, status });
  // What is scheduled cannot be edited: what would keep it from starting is said now.
  const problem =
    (startAt === null ? undefined : startProblem(found.experiment)) ?? timeProblem(moments, metadata.time);
  if (problem !== undefined) return refuse(problem);
  return accept(newEvent(ExperimentScheduled, metadata, { startAt, endAt, ramp: [...ramp] }));
}

/** The events of a step that has come due; its ids follow from the schedule, so that it happens once. */
function stepOutcome(
  { metadata, unready }: FireSchedule,
  experiment: ExistingExperiment,
  step: ScheduleStep,
): Outcome {
  if (step.kind === 'start')
    return unready === undefined
      ? decideRun({ type: 'StartExperiment', metadata }, experiment)
      : refuse(unready);
  if (step.kind === 'end') {
    const end = { winner: null, reason: 'scheduled end' } as const;
    return decideRun({ type: 'ConcludeExperiment', metadata, ...end }, experiment);
  }
  const found = inStatus(experiment, 'running', 'paused');
  if ('refusal' in found) return refuse(found.refusal);
  const { trafficAllocation, rampStep } = step;
  const reason = `scheduled step ${String(rampStep)}`;
  return accept(allocationChanged({ metadata, trafficAllocation, reason }, found.experiment, rampStep));
}

function fire(command: FireSchedule, state: ExperimentState): Outcome {
  const { metadata } = command;
  if (state.status === 'absent') return refuse({ code: 'EXPERIMENT_NOT_FOUND' });
  const now = Date.parse(metadata.time);
  const step = nextStep(state, now);
  if (step === undefined || state.schedule === null || Date.parse(step.at) > now)
    return refuse({ code: 'NOTHING_DUE', now: metadata.time, next: step?.at ?? null });
  const causationid = state.schedule.id;
  const own = { ...metadata, id: derivedId(causationid, step.name), causationid };
  const outcome = stepOutcome({ ...command, metadata: own }, state, step);
  if (outcome.outcome === 'accepted') return outcome;
  const { code } = outcome.refusal;
  const reason = `${step.name} came due and was refused: ${code}`;
  return accept(newEvent(ScheduledStepRefused, own, { step: step.name, code, reason }));
}

function cancel(
  { metadata, reason }: Extract<PlanCommand, { type: 'CancelSchedule' }>,
  state: ExperimentState,
): Outcome {
  if (state.status === 'absent') return refuse({ code: 'EXPERIMENT_NOT_FOUND' });
  if (state.schedule === null) return refuse({ code: 'NOTHING_SCHEDULED' });
  return accept(newEvent(ScheduleCancelled, metadata, { reason }));
}

/** What happens by itself, and when. */
export function decidePlan(command: PlanCommand, state: ExperimentState): Outcome {
  switch (command.type) {
    case 'ScheduleExperiment':
      return schedule(command, state);
    case 'CancelSchedule':
      return cancel(command, state);
    case 'FireSchedule':
      return fire(command, state);
  }
}
