import type { RolloutEvent } from '@assay/contracts';
import {
  newEvent,
  ROLLOUT_TIERS,
  RolloutAdvanced,
  RolloutCompleted,
  RolloutCreated,
  RolloutPaused,
  RolloutResumed,
  RolloutRolledBack,
  RolloutStarted,
} from '@assay/contracts';
import type { Decider, Decision } from '@assay/event-store';
import { describeCondition, unmetConditions, unmetToComplete } from './advance-conditions.fold.js';
import { evolve } from './rollout-evolve.fold.js';
import type {
  AdvanceRollout,
  CompleteRollout,
  CreateRollout,
  PauseRollout,
  ResumeRollout,
  RollBackOnBreach,
  RollBackRollout,
  RolloutCommand,
  StartRollout,
} from './rollout-command.js';
import type { RolloutRefusal } from './rollout-refusal.js';
import type { ExistingRollout, RolloutState } from './rollout-state.js';
import { NO_ROLLOUT } from './rollout-state.js';
import { FIRST_TIER, tierAfter } from './tiers.js';

type Outcome = Decision<RolloutEvent, RolloutRefusal>;

const accept = (event: RolloutEvent): Outcome => ({ outcome: 'accepted', events: [event] });
const refuse = (refusal: RolloutRefusal): Outcome => ({ outcome: 'refused', refusal });

type Status = ExistingRollout['status'];

/** The refusal for a rollout that is not in one of these states, or the rollout in one of them. */
function inStatus<Allowed extends Status>(
  state: RolloutState,
  ...allowed: readonly Allowed[]
):
  { readonly rollout: Extract<ExistingRollout, { status: Allowed }> } | { readonly refusal: RolloutRefusal } {
  if (state.status === 'absent') return { refusal: { code: 'ROLLOUT_NOT_FOUND' } };
  const isAllowed = (allowed as readonly Status[]).includes(state.status);
  return isAllowed
    ? { rollout: state as Extract<ExistingRollout, { status: Allowed }> }
    : { refusal: { code: 'WRONG_STATUS', status: state.status, allowed } };
}

function create({ metadata, design }: CreateRollout, state: RolloutState): Outcome {
  if (state.status !== 'absent') return refuse({ code: 'ROLLOUT_EXISTS', key: state.design.key });
  return accept(newEvent(RolloutCreated, metadata, design));
}

function start({ metadata, activation }: StartRollout, state: RolloutState): Outcome {
  const found = inStatus(state, 'planned', 'rolled_back');
  if ('refusal' in found) return refuse(found.refusal);
  const percentage = ROLLOUT_TIERS[FIRST_TIER];
  return accept(newEvent(RolloutStarted, metadata, { activation, tier: FIRST_TIER, percentage }));
}

function advance(command: AdvanceRollout, state: RolloutState): Outcome {
  const found = inStatus(state, 'in_progress', 'paused');
  if ('refusal' in found) return refuse(found.refusal);
  const { metadata, activation, health, override } = command;
  const unmet = unmetConditions(found.rollout, health, metadata.time);
  const tier = tierAfter(found.rollout.tier);
  // The last step enables nobody: there is no hurry that an override could serve. Who paused it did so on purpose.
  const isFinal = tier === undefined || found.rollout.status === 'paused';
  if (unmet.length > 0 && (override === undefined || isFinal))
    return refuse({ code: 'CONDITIONS_UNMET', unmet });
  if (tier === undefined) return accept(newEvent(RolloutCompleted, metadata, { activation }));
  const step = { activation, tier, percentage: ROLLOUT_TIERS[tier] };
  const overridden = override && { override: { ...override, unmet: unmet.map(describeCondition) } };
  return accept(newEvent(RolloutAdvanced, metadata, { ...step, ...overridden }));
}

function pause({ metadata, reason }: PauseRollout, state: RolloutState): Outcome {
  const found = inStatus(state, 'in_progress');
  if ('refusal' in found) return refuse(found.refusal);
  return accept(newEvent(RolloutPaused, metadata, { reason }));
}

function resume({ metadata, activation }: ResumeRollout, state: RolloutState): Outcome {
  const found = inStatus(state, 'paused');
  if ('refusal' in found) return refuse(found.refusal);
  const { tier, percentage } = found.rollout;
  return accept(newEvent(RolloutResumed, metadata, { activation, tier, percentage }));
}

function complete({ metadata, activation, health }: CompleteRollout, state: RolloutState): Outcome {
  const found = inStatus(state, 'in_progress', 'paused');
  if ('refusal' in found) return refuse(found.refusal);
  const unmet = unmetToComplete(found.rollout, health, metadata.time);
  if (unmet.length > 0) return refuse({ code: 'CONDITIONS_UNMET', unmet });
  return accept(newEvent(RolloutCompleted, metadata, { activation }));
}

function rollBack({ metadata, activation, reason }: RollBackRollout, state: RolloutState): Outcome {
  const found = inStatus(state, 'in_progress', 'paused', 'completed');
  if ('refusal' in found) return refuse(found.refusal);
  const data = { activation, automatic: false, reason, evidence: null };
  return accept(newEvent(RolloutRolledBack, metadata, data));
}

function rollBackOnBreach(command: RollBackOnBreach, state: RolloutState): Outcome {
  const found = inStatus(state, 'in_progress', 'paused');
  if ('refusal' in found) return refuse(found.refusal);
  const { activation: current } = found.rollout;
  const { activation, breached, evidence, metadata } = command;
  // Errors of an activation that is over must not turn off what came after it.
  if (breached !== current) return refuse({ code: 'STALE_ACTIVATION', activation: breached, current });
  const { errorRate, threshold, unitsWithError, units } = evidence;
  const reason =
    `error rate ${String(errorRate)} is above ${String(threshold)}: ` +
    `${String(unitsWithError)} of ${String(units)} units with an error`;
  return accept(newEvent(RolloutRolledBack, metadata, { activation, automatic: true, reason, evidence }));
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
  }
}

/** The life of one feature under rollout: planned → tier by tier → completed, or rolled back and started again. */
export const rolloutDecider: Decider<RolloutState, RolloutCommand, RolloutEvent, RolloutRefusal> = {
  initial: NO_ROLLOUT,
  evolve,
  decide,
};
