import type { EventEnvelope } from '@assay/contracts';
import { canonicalJson, hashOfEvent, readEvent } from '@assay/contracts';
import { MAX_VALUE_BYTES } from '@assay/event-bus';
import { EventTooLargeProblem, InvalidEventError } from '../errors/index.js';

/** The last event of a stream: what the next one is chained to. */
export interface StreamEnd {
  readonly version: number;
  /** Hash of the last event; empty for a stream that has none. */
  readonly hash: string;
}

/** An event with its version and its place in the chain, and the bytes that are stored. */
export interface SealedEvent {
  readonly event: EventEnvelope;
  readonly version: number;
  readonly json: string;
}

/** Numbers events from the end of their stream on and chains each to the one before. */
export function sealEvents(end: StreamEnd, events: readonly EventEnvelope[]): readonly SealedEvent[] {
  let { version, hash } = end;
  return events.map((event) => {
    version += 1;
    const { assayprev: _prev, assayhash: _hash, ...content } = event;
    const chained = { ...content, streamversion: version, ...(hash === '' ? {} : { assayprev: hash }) };
    hash = hashOfEvent(chained);
    const sealed: EventEnvelope = { ...chained, assayhash: hash };
    return { event: sealed, version, json: canonicalJson(sealed) };
  });
}

/**
 * Refuses what could not be published or read again: a stored event stays for ever, and every reader would put it aside.
 * @throws InvalidEventError, EventTooLargeProblem
 */
export function checkEvents(stream: string, events: readonly EventEnvelope[]): void {
  for (const event of events) {
    if (event.subject !== stream)
      throw new InvalidEventError(stream, event.type, `its subject is ${event.subject}`);
    const { data, ...context } = event;
    const read = readEvent(context, data);
    if (!read.ok) throw new InvalidEventError(stream, event.type, `${read.code}: ${read.detail}`);
    const bytes = Buffer.byteLength(JSON.stringify(data));
    if (bytes > MAX_VALUE_BYTES)
      throw new EventTooLargeProblem(stream, event.type, { bytes, limit: MAX_VALUE_BYTES });
  }
}
