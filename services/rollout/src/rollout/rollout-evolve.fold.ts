import type { RolloutEvent } from '@assay/contracts';
import type { InProgress, Paused, RolloutState } from './rollout-state.js';
import { progressedMs } from './progressed.js';

type PausedEvent = Extract<RolloutEvent, { type: 'RolloutPaused' }>;

const paused = (rollout: InProgress, { data, time }: PausedEvent): Paused => ({
  ...rollout,
  status: 'paused',
  pausedAt: time,
  reason: data.reason,
  progressedMs: progressedMs(rollout, time),
});

/** The state after one more event; an event that cannot follow leaves the state as it is. */
export function evolve(state: RolloutState, event: RolloutEvent): RolloutState {
  if (event.type === 'RolloutCreated')
    return { status: 'planned', design: event.data, createdAt: event.time };
  if (state.status === 'absent') return state;
  if (event.type === 'RolloutPaused') return state.status === 'in_progress' ? paused(state, event) : state;
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
        progressedMs: 0,
      };
    case 'RolloutResumed':
      return {
        ...activated,
        status: 'in_progress',
        tier: event.data.tier,
        percentage: event.data.percentage,
        progressedMs: 'progressedMs' in state ? state.progressedMs : 0,
      };
    case 'RolloutCompleted':
      return { ...activated, status: 'completed', tier: 'tier_4_full', percentage: 100 };
    case 'RolloutRolledBack': {
      const { reason, automatic, evidence } = event.data;
      return { ...activated, status: 'rolled_back', reason, automatic, evidence };
    }
  }
}
