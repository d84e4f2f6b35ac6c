import type { RolloutEvent, RolloutRolledBack } from '@assay/contracts';
import { evolve } from '../rollout/rollout-evolve.fold.js';
import type { InProgress, Paused, RolloutState } from '../rollout/rollout-state.js';
import { NO_ROLLOUT } from '../rollout/rollout-state.js';

/** An activation of the past: from when to when it was in a tier. */
export interface PastActivation {
  readonly rollout: InProgress | Paused;
  /** RFC 3339; null while it lasts. */
  readonly until: string | null;
  /** The rollback that ended it, where one did. */
  readonly rolledBack: RolloutRolledBack | null;
}

const inTier = (state: RolloutState): state is InProgress | Paused =>
  state.status === 'in_progress' || state.status === 'paused';

/** The activations of a rollout in which it was in a tier, by its stream. */
export function activationsOf(events: readonly RolloutEvent[]): readonly PastActivation[] {
  const found: PastActivation[] = [];
  let state: RolloutState = NO_ROLLOUT;
  for (const event of events) {
    const before = state;
    state = evolve(before, event);
    const goesOn = inTier(before) && inTier(state) && state.activation === before.activation;
    if (inTier(before) && !goesOn) {
      const rolledBack = event.type === 'RolloutRolledBack' ? event : null;
      found.push({ rollout: before, until: event.time, rolledBack });
    }
  }
  return inTier(state) ? [...found, { rollout: state, until: null, rolledBack: null }] : found;
}
