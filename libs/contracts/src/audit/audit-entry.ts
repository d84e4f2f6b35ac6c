import type { EventEnvelope } from '../envelope/envelope.js';

/** One decision as an auditor reads it: who did what, when, why, from where and under which approval. */
export interface AuditEntry {
  readonly service: string;
  /** Its place in the store of the service. */
  readonly position: number;
  /** RFC 3339: when it happened. */
  readonly time: string;
  /** RFC 3339: when it was stored. */
  readonly recordedAt: string;
  readonly actor: string;
  readonly onBehalfOf: string | null;
  readonly type: string;
  readonly stream: string;
  readonly version: number;
  readonly reason: string | null;
  /** The proposal under which it was approved, or the people who approved it. */
  readonly approval: unknown;
  readonly id: string;
  /** Events that came about by one request share it. */
  readonly correlationId: string;
  /** The event it follows from. */
  readonly causationId: string | null;
  readonly data: unknown;
}

/** Where an event lies. */
export interface AuditedPlace {
  readonly service: string;
  readonly position: number;
  readonly recordedAt: string;
}

const text = (value: unknown): string | null => (typeof value === 'string' ? value : null);

/** An event with its place, as an auditor reads it. */
export function auditEntry(event: EventEnvelope, place: AuditedPlace): AuditEntry {
  const facts = (event.data ?? {}) as Readonly<Record<string, unknown>>;
  return {
    ...place,
    time: event.time,
    actor: event.actor,
    onBehalfOf: text(facts['onBehalfOf']) ?? text(facts['promotedBy']),
    type: event.type,
    stream: event.subject,
    version: event.streamversion ?? 0,
    reason: text(facts['reason']) ?? text(facts['note']),
    approval: facts['approval'] ?? facts['approvals'] ?? facts['approvedBy'] ?? null,
    id: event.id,
    correlationId: event.correlationid,
    causationId: event.causationid ?? null,
    data: event.data,
  };
}
