import type { RolloutEvent } from '@assay/contracts';
import { newEvent, RolloutCreated, RolloutPaused, RolloutResumed } from '@assay/contracts';
import type { Decider } from '@assay/event-store';
import { changeAudience } from './audience/audience.decider.js';
import { follow } from './needs/follow-needs.decider.js';
import { rollBack, rollBackOnBreach } from './rollback.decider.js';
import type { CreateRollout, PauseRollout, ResumeRollout, RolloutCommand } from './rollout-command.js';
import { evolve } from './rollout-evolve.fold.js';
import type { Outcome } from './rollout-outcome.js';
import { accept, inStatus, refuse } from './rollout-outcome.js';
import type { RolloutRefusal } from './rollout-refusal.js';
import type { RolloutState } from './rollout-state.js';
import { NO_ROLLOUT } from './rollout-state.js';
import { cancel, schedule, takeStep } from './schedule/schedule.decider.js';
import { receive } from './signals/signal.decider.js';
import { advance, complete, start, unmetToResume } from './tiers.decider.js';
import { publish } from './versions/version.decider.js';

function create({ metadata, design, version }: CreateRollout, state: RolloutState): Outcome {
  if (state.status !== 'absent') return refuse({ code: 'ROLLOUT_EXISTS', key: state.design.key });
  return accept(newEvent(RolloutCreated, metadata, { ...design, version }));
}

function pause({ metadata, reason }: PauseRollout, state: RolloutState): Outcome {
  const found = inStatus(state, 'in_progress');
  if ('refusal' in found) return refuse(found.refusal);
  return accept(newEvent(RolloutPaused, metadata, { reason }));
}

function resume(command: ResumeRollout, state: RolloutState): Outcome {
  const found = inStatus(state, 'paused');
  if ('refusal' in found) return refuse(found.refusal);
  const unmet = unmetToResume(command, found.rollout);
  if (unmet.length > 0) return refuse({ code: 'CONDITIONS_UNMET', unmet });
  const { tier, percentage } = found.rollout;
  const { metadata, activation } = command;
  return accept(newEvent(RolloutResumed, metadata, { activation, tier, percentage }));
}

function decide(command: RolloutCommand, state: RolloutState): Outcome {
  switch (command.type) {
    case 'CreateRollout':
      return create(command, state);
    case 'StartRollout':
      return start(command, state);
    case 'AdvanceRollout':
      return advance(command, state);
    case 'PauseRollout':
      return pause(command, state);
    case 'ResumeRollout':
      return resume(command, state);
    case 'CompleteRollout':
      return complete(command, state);
    case 'RollBackRollout':
      return rollBack(command, state);
    case 'RollBackOnBreach':
      return rollBackOnBreach(command, state);
    case 'PublishVersion':
      return publish(command, state);
    case 'ReceiveSignal':
      return receive(command, state);
    case 'ScheduleAdvance':
      return schedule(command, state);
    case 'CancelSchedule':
      return cancel(command, state);
    case 'TakeScheduledStep':
      return takeStep(command, state);
    case 'ChangeAudience':
      return changeAudience(command, state);
    case 'FollowNeeds':
      return follow(command, state);
  }
}

/** The life of one feature under rollout: planned → tier by tier → completed, or rolled back and started again. */
export const rolloutDecider: Decider<RolloutState, RolloutCommand, RolloutEvent, RolloutRefusal> = {
  initial: NO_ROLLOUT,
  evolve,
  decide,
};
