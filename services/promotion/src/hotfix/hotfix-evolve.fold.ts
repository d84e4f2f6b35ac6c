import type { HotfixEvent, HotfixOpened } from '@assay/contracts';
import { parseStreamId } from '@assay/contracts';
import { worse } from './hotfix-clock.fold.js';
import type { HotfixState, KnownHotfix } from './hotfix-state.js';

function opened({ subject, time, actor, data }: HotfixOpened): KnownHotfix {
  const { project, key } = parseStreamId(subject);
  return {
    ...data,
    ...{ status: 'open', project, key, worst: data.severity, record: {}, openedBy: actor, openedAt: time },
    release: null,
    ...{ escalations: 0, deployments: [], postMortem: null, resolution: null },
  };
}

function changed(state: KnownHotfix, event: Exclude<HotfixEvent, HotfixOpened>): KnownHotfix {
  switch (event.type) {
    case 'HotfixRecorded':
      return { ...state, record: { ...state.record, ...event.data } };
    case 'HotfixSeverityChanged': {
      const { severity, dueAt } = event.data;
      return { ...state, severity, dueAt, worst: worse(state.worst, severity), escalations: 0 };
    }
    case 'HotfixCameDue': {
      const { release: key, dueAt } = event.data;
      return { ...state, release: { key, at: dueAt }, dueAt };
    }
    case 'HotfixEscalated':
      return { ...state, escalations: event.data.level };
    case 'HotfixDeployed':
      return { ...state, status: 'deployed', deployments: [...state.deployments, event.data] };
    case 'PostMortemWritten':
      return { ...state, postMortem: event.data };
    case 'HotfixClosed':
      return { ...state, status: 'closed', resolution: event.data.resolution };
  }
}

/** The hotfix after one more event of its stream; an event that cannot follow leaves it as it is. */
export function evolveHotfix(state: HotfixState, event: HotfixEvent): HotfixState {
  if (event.type === 'HotfixOpened') return state.status === 'absent' ? opened(event) : state;
  return state.status === 'absent' ? state : changed(state, event);
}
