import { v5, v7 } from 'uuid';
import { dataschemaOf } from './dataschema.js';
import type { DataOf, EventDefinition } from './event-definition.js';
import type { EventEnvelope } from './envelope.js';

/** What an event carries besides its type and data. */
export interface EventMetadata {
  readonly id: string;
  readonly source: string;
  readonly subject: string;
  /** RFC 3339, UTC. */
  readonly time: string;
  readonly project: string;
  readonly actor: string;
  readonly correlationid: string;
  readonly causationid?: string;
}

/** Puts an event of the definition's current version into its envelope. Pure: ids and time come in. */
export function newEvent<Definition extends EventDefinition>(
  definition: Definition,
  metadata: EventMetadata,
  data: DataOf<Definition>,
): EventEnvelope<Definition['type'], DataOf<Definition>> {
  const event: EventEnvelope<Definition['type'], DataOf<Definition>> = {
    specversion: '1.0',
    id: metadata.id,
    type: definition.type,
    source: metadata.source,
    subject: metadata.subject,
    time: metadata.time,
    datacontenttype: 'application/json',
    dataschema: dataschemaOf(definition),
    project: metadata.project,
    actor: metadata.actor,
    correlationid: metadata.correlationid,
    data,
  };
  const { causationid } = metadata;
  return causationid === undefined ? event : Object.assign(event, { causationid });
}

const ASSAY_NAMESPACE = '3c1ad8f2-5d2f-5c0e-9f2b-6a4f1f0f7a11';

/**
 * The id of an event that follows from another one: the same cause gives the same id, so that doing a step
 * twice stores it once (RFC 9562, version 5).
 * @example derivedId('0192…', 'ExperimentConcluded')
 */
export function derivedId(...parts: readonly string[]): string {
  return v5(parts.map((part) => `${String(part.length)}:${part}`).join('|'), ASSAY_NAMESPACE);
}

/**
 * A UUIDv7 whose time is given and whose other bits are derived from an identity: the same identity always
 * gives the same id, and ids sort by time.
 * @param milliseconds when it happened, milliseconds since 1970
 * @param parts what makes it unique, e.g. client id and unit
 */
export function timeOrderedId(milliseconds: number, ...parts: readonly string[]): string {
  const bytes = Uint8Array.from(Buffer.from(derivedId(...parts).replaceAll('-', ''), 'hex'));
  return v7({ msecs: milliseconds, random: bytes, seq: ((bytes[0] ?? 0) << 24) | ((bytes[1] ?? 0) << 16) });
}

const VERSION_AT = 14;

/**
 * When a time-ordered id (UUIDv7) was made: its first 48 bits.
 * @param id a UUID
 * @returns milliseconds since 1970; undefined for a UUID of any other version
 */
export const timeOfId = (id: string): number | undefined =>
  id[VERSION_AT] === '7' ? Number.parseInt(id.slice(0, 8) + id.slice(9, 13), 16) : undefined;
