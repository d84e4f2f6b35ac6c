import type { ReleaseDefinition } from '@assay/bucketing';
import type { ReleaseEvent } from '@assay/contracts';
import { contentRevision } from '../../revisions/content-revision.js';

type EventNamed<Type extends ReleaseEvent['type']> = Extract<ReleaseEvent, { type: Type }>;

const OVER = { environment: null, percentage: 0, activation: null, features: [] } as const;

function revised(definition: ReleaseDefinition): ReleaseDefinition {
  const { revision: _before, ...content } = definition;
  return { ...content, revision: contentRevision(content) };
}

function created({ data }: EventNamed<'ReleaseCreated'>): ReleaseDefinition {
  const { key, version, stableVersion, routingKey, features } = data;
  const definition = { kind: 'release', key, status: 'planned', revision: '', ...OVER } as const;
  return revised({ ...definition, routingKey, version, stableVersion, features: [...features].sort() });
}

function switched(before: ReleaseDefinition, feature: string, isOn: boolean): ReleaseDefinition {
  const others = before.features.filter((key) => key !== feature);
  return revised({ ...before, features: isOn ? [...others, feature].sort() : others });
}

/** The release as evaluation needs it, after one more event; undefined while it has not been created. */
export function evolveRelease(
  before: ReleaseDefinition | undefined,
  event: ReleaseEvent,
): ReleaseDefinition | undefined {
  if (event.type === 'ReleaseCreated') return created(event);
  if (before === undefined) return undefined;
  switch (event.type) {
    case 'ReleaseStarted': {
      const { activation, environment, trafficPercent: percentage, features } = event.data;
      const on = { features: [...features].sort() };
      return revised({ ...before, status: 'in_progress', environment, percentage, activation, ...on });
    }
    case 'ReleaseAdvanced': {
      const { activation, trafficPercent: percentage } = event.data;
      return revised({ ...before, status: 'in_progress', percentage, activation });
    }
    case 'ReleasePromoted': {
      const { activation, environment, trafficPercent: percentage } = event.data;
      return revised({ ...before, status: 'in_progress', environment, percentage, activation });
    }
    case 'ReleaseResumed':
      return revised({ ...before, status: 'in_progress', activation: event.data.activation });
    case 'ReleasePaused':
      return revised({ ...before, status: 'paused' });
    case 'ReleaseFeatureEnabled':
    case 'ReleaseFeatureDisabled':
      return switched(before, event.data.feature, event.type === 'ReleaseFeatureEnabled');
    case 'ReleaseRolledBack':
      return revised({ ...before, status: 'rolled_back', ...OVER });
    case 'ReleaseAborted':
      return revised({ ...before, status: 'aborted', ...OVER });
    case 'ReleaseCompleted':
      return revised({ ...before, ...OVER, status: 'completed', features: before.features });
    default:
      return before;
  }
}
