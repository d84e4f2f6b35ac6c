import type { EventEnvelope } from '../envelope/envelope.js';
import { EVENT_TYPES } from './event-types.js';
import type { TopicName } from './topics.js';

/** The id of a decision stream; its first part is the project. */
export const streamId = (
  project: string,
  kind:
    | 'experiment'
    | 'layer'
    | 'holdout'
    | 'segment'
    | 'segment-members'
    | 'api-key'
    | 'policy'
    | 'promotion'
    | 'release'
    | 'rollout'
    | 'rollout-needs'
    | 'event-type'
    | 'traffic-filter'
    | 'metric'
    | 'experiment-metrics'
    | 'dimensions'
    | 'feature'
    | 'funnel'
    | 'power-users'
    | 'data-access'
    | 'dead-letter'
    | 'erasure'
    | 'alert'
    | 'approval'
    | 'hotfix'
    | 'rollback-checklist'
    | 'notification-channel',
  key: string,
): string => `${project}/${kind}/${key}`;

/** The parts of a decision stream's id. */
export function parseStreamId(id: string): {
  readonly project: string;
  readonly kind: string;
  readonly key: string;
} {
  const [project = '', kind = '', ...key] = id.split('/');
  return { project, kind, key: key.join('/') };
}

/** The topic of an event, by its type; undefined for a type that is not in the catalogue. */
export const topicOf = (type: string): TopicName | undefined => EVENT_TYPES.get(type)?.topic;

/**
 * The message key: events with the same key keep their order. A decision event's subject is its stream id,
 * which begins with the project; an observation's subject is the unit (or experiment), so the project is put before it.
 */
export const messageKey = (event: EventEnvelope): string =>
  event.streamversion === undefined ? `${event.project}/${event.subject}` : event.subject;
