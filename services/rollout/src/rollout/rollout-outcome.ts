import type { RolloutEvent } from '@assay/contracts';
import type { Decision } from '@assay/event-store';
import type { RolloutRefusal } from './rollout-refusal.js';
import type { ExistingRollout, RolloutState } from './rollout-state.js';

export type Outcome = Decision<RolloutEvent, RolloutRefusal>;

export const accept = (...events: readonly RolloutEvent[]): Outcome => ({ outcome: 'accepted', events });
export const refuse = (refusal: RolloutRefusal): Outcome => ({ outcome: 'refused', refusal });

type Status = ExistingRollout['status'];

/** The refusal for a rollout that is not in one of these states, or the rollout in one of them. */
export function inStatus<Allowed extends Status>(
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
