import { canonicalHash } from './canonical-json.js';
import type { EventEnvelope } from './envelope.js';

/** The SHA-256 of an event: over its canonical JSON without the hash itself, its predecessor's hash included. */
export function hashOfEvent(event: EventEnvelope): string {
  const { assayhash: _ignored, ...content } = event;
  return canonicalHash(content);
}
