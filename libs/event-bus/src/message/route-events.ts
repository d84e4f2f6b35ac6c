import type { EventEnvelope } from '@assay/contracts';
import { topicOf } from '@assay/contracts';
import { UnroutableEventError } from '../errors/unroutable-event.error.js';
import type { RawMessage } from '../port.js';
import { encodeEvent } from './encode-event.js';

/**
 * Encodes events and sorts them by topic, their order kept.
 * @throws {UnroutableEventError} before anything is sent, when one of them has no topic
 */
export function routeEvents(events: readonly EventEnvelope[]): ReadonlyMap<string, readonly RawMessage[]> {
  const byTopic = new Map<string, RawMessage[]>();
  for (const event of events) {
    const topic = topicOf(event.type);
    if (topic === undefined) throw new UnroutableEventError(event.type);
    const messages = byTopic.get(topic);
    if (messages === undefined) byTopic.set(topic, [encodeEvent(event)]);
    else messages.push(encodeEvent(event));
  }
  return byTopic;
}
