import { derivedId, newEvent } from '@assay/contracts';
import { RolloutAdvanceScheduled, RolloutScheduleCancelled, RolloutStepRefused } from '@assay/contracts';
import { certifyStep } from '../../certificate/step-certificate.js';
import { unmetConditions } from '../advance-conditions.fold.js';
import { describeCondition } from '../describe-condition.js';
import { staleness } from '../judged-activation.js';
import type { CancelSchedule, ScheduleAdvance, TakeScheduledStep } from '../rollout-command.js';
import type { Outcome } from '../rollout-outcome.js';
import { accept, inStatus, refuse } from '../rollout-outcome.js';
import type { RolloutRefusal } from '../rollout-refusal.js';
import type { RolloutState } from '../rollout-state.js';
import { takeNext } from '../tiers.decider.js';
import { dueStep, nextStepAt } from './schedule.js';

/** Every step lies ahead, and after the one before. */
function timeProblem({ steps, metadata }: ScheduleAdvance): RolloutRefusal | undefined {
  const now = metadata.time;
  for (const [index, { at }] of steps.entries()) {
    const step = index + 1;
    const after = steps[index - 1]?.at;
    if (Date.parse(at) <= Date.parse(now)) return { code: 'SCHEDULE_IN_PAST', step, at, now };
    if (after !== undefined && Date.parse(at) <= Date.parse(after))
      return { code: 'SCHEDULE_OUT_OF_ORDER', step, at, after };
  }
  return undefined;
}

/** In place of the schedule before. */
export function schedule(command: ScheduleAdvance, state: RolloutState): Outcome {
  const found = inStatus(state, 'in_progress', 'paused');
  if ('refusal' in found) return refuse(found.refusal);
  const problem = timeProblem(command);
  if (problem !== undefined) return refuse(problem);
  const { metadata, steps } = command;
  return accept(newEvent(RolloutAdvanceScheduled, metadata, { steps: steps.map(({ at }) => ({ at })) }));
}

export function cancel({ metadata, reason }: CancelSchedule, state: RolloutState): Outcome {
  if (state.status === 'absent') return refuse({ code: 'ROLLOUT_NOT_FOUND' });
  if (state.schedule === null) return refuse({ code: 'NOTHING_SCHEDULED' });
  return accept(newEvent(RolloutScheduleCancelled, metadata, { reason }));
}

/** The id of what follows is derived from the schedule and the step, so that it happens once. */
export function takeStep(command: TakeScheduledStep, state: RolloutState): Outcome {
  const found = inStatus(state, 'in_progress', 'paused');
  if ('refusal' in found) return refuse(found.refusal);
  const { rollout } = found;
  const { metadata, activation, judged } = command;
  const due = rollout.schedule && dueStep(rollout.schedule, Date.parse(metadata.time));
  if (!due || rollout.schedule === null)
    return refuse({ code: 'NOTHING_DUE', next: nextStepAt(rollout.schedule) });
  const stale = staleness(judged, rollout);
  if (stale !== undefined) return refuse(stale);
  const { step } = due;
  const causationid = rollout.schedule.id;
  const own = { ...metadata, id: derivedId(causationid, `step ${String(step)}`), causationid };
  const certificate = certifyStep(rollout, { ...command, now: metadata.time });
  if (certificate.verdict !== 'stay')
    return takeNext(rollout, { metadata: own, activation, certificate, scheduledStep: step });
  const unmet = unmetConditions(certificate).map(describeCondition);
  const refused = { step, code: 'CONDITIONS_UNMET', unmet, certificate };
  return accept(newEvent(RolloutStepRefused, own, refused));
}
