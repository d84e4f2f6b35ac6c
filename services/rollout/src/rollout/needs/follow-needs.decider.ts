import { newEvent, RolloutPaused } from '@assay/contracts';
import { rolledBackToPrevious } from '../rollback.decider.js';
import type { FollowNeeds } from '../rollout-command.js';
import type { Outcome } from '../rollout-outcome.js';
import { accept, inStatus, refuse } from '../rollout-outcome.js';
import type { RolloutState } from '../rollout-state.js';
import { below } from './needed-rollout.js';

/** Pauses or rolls back a rollout that is above what it needs. */
export function follow({ metadata, activation, needs }: FollowNeeds, state: RolloutState): Outcome {
  const found = inStatus(state, 'in_progress', 'paused', 'completed');
  if ('refusal' in found) return refuse(found.refusal);
  const { rollout } = found;
  const missing = below(needs, rollout.percentage);
  const fatal = missing.find(({ onRollback }) => onRollback === 'roll_back');
  const [first] = missing;
  const needed = fatal ?? first;
  if (needed === undefined) return refuse({ code: 'NEEDS_MET' });
  const reason =
    `it needs ${needed.rollout}, which is on for ${String(needed.percentage)} percent ` +
    `and not ${String(rollout.percentage)}`;
  const cause = { reason, needed: needed.rollout };
  if (fatal !== undefined) {
    const because = { automatic: true, evidence: null, ...cause };
    return accept(rolledBackToPrevious(rollout, { metadata, activation, because }));
  }
  return rollout.status === 'in_progress'
    ? accept(newEvent(RolloutPaused, metadata, cause))
    : refuse({ code: 'WRONG_STATUS', status: rollout.status, allowed: ['in_progress'] });
}
