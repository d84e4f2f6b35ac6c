import { MOST_LISTED, newEvent, RolloutAudienceChanged } from '@assay/contracts';
import type { ChangeAudience } from '../rollout-command.js';
import type { Outcome } from '../rollout-outcome.js';
import { accept, refuse } from '../rollout-outcome.js';
import type { RolloutState } from '../rollout-state.js';
import { changedAudience, isSameAudience } from './audience.js';

/** Other units have the feature from now on; tiers and activations stay as they are. */
export function changeAudience({ metadata, change, reason }: ChangeAudience, state: RolloutState): Outcome {
  if (state.status === 'absent') return refuse({ code: 'ROLLOUT_NOT_FOUND' });
  const after = changedAudience(state.design, change);
  for (const list of ['allow', 'deny'] as const)
    if (after[list].length > MOST_LISTED)
      return refuse({ code: 'LIST_TOO_LONG', list, units: after[list].length, most: MOST_LISTED });
  if (isSameAudience(state.design, after)) return refuse({ code: 'AUDIENCE_UNCHANGED' });
  return accept(newEvent(RolloutAudienceChanged, metadata, { ...change, reason }));
}
