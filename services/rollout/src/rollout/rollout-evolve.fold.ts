import type { RolloutEvent } from '@assay/contracts';
import type { RolloutState } from './rollout-state.js';

/** The state after one more event; an event that cannot follow leaves the state as it is. */
export function evolve(state: RolloutState, event: RolloutEvent): RolloutState {
  if (event.type === 'RolloutCreated')
    return { status: 'planned', design: event.data, createdAt: event.time };
  if (state.status === 'absent') return state;
  const { design, createdAt } = state;
  const activated = { design, createdAt, activation: event.data.activation, since: event.time };
  switch (event.type) {
    case 'RolloutStarted':
    case 'RolloutAdvanced':
      return {
        ...activated,
        status: 'in_progress',
        tier: event.data.tier,
        percentage: event.data.percentage,
      };
    case 'RolloutCompleted':
      return { ...activated, status: 'completed', tier: 'tier_4_full', percentage: 100 };
    case 'RolloutRolledBack': {
      const { reason, automatic, evidence } = event.data;
      return { ...activated, status: 'rolled_back', reason, automatic, evidence };
    }
  }
}
