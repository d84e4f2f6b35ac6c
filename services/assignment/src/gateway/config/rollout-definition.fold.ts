import type { RolloutDefinition } from '@assay/bucketing';
import type { RolloutEvent } from '@assay/contracts';
import { canonicalHash } from '@assay/contracts';

const REVISION_LENGTH = 32;

function revised(definition: RolloutDefinition): RolloutDefinition {
  const { key, salt, percentage } = definition;
  const lists = { allow: [...definition.allow].sort(), deny: [...definition.deny].sort() };
  return {
    ...definition,
    revision: canonicalHash({ key, salt, percentage, ...lists }).slice(0, REVISION_LENGTH),
  };
}

function created({ data }: Extract<RolloutEvent, { type: 'RolloutCreated' }>): RolloutDefinition {
  const { key, salt, allow, deny } = data;
  const lists = { allow: new Set(allow), deny: new Set(deny) };
  const off = { status: 'planned', percentage: 0, activation: null } as const;
  return revised({ kind: 'rollout', key, salt, revision: '', ...off, ...lists });
}

/** The feature as evaluation needs it, after one more event; undefined while it has not been created. */
export function evolveRollout(
  before: RolloutDefinition | undefined,
  event: RolloutEvent,
): RolloutDefinition | undefined {
  if (event.type === 'RolloutCreated') return created(event);
  if (before === undefined) return undefined;
  switch (event.type) {
    case 'RolloutStarted':
    case 'RolloutAdvanced':
    case 'RolloutResumed': {
      const { percentage, activation } = event.data;
      return revised({ ...before, status: 'in_progress', percentage, activation });
    }
    case 'RolloutPaused':
      return revised({ ...before, status: 'paused' });
    case 'RolloutRolledBack':
      return revised({ ...before, status: 'rolled_back', percentage: 0, activation: event.data.activation });
    case 'RolloutCompleted':
      return revised({ ...before, status: 'completed', percentage: 100, activation: event.data.activation });
    default:
      return before;
  }
}
