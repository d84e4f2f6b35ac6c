import type { EventMetadata } from '@assay/contracts';
import { canonicalJson, derivedId } from '@assay/contracts';
import { idempotencyKeyReused } from '@assay/platform';
import type { StoredEvent } from './port.js';

/** The ids of the event that a request leads to first, by which the same request is known when it is sent again. */
export type RequestIds = Pick<EventMetadata, 'id' | 'correlationid'>;

/**
 * Ids of what comes of one `Idempotency-Key` once.
 * @param scope where the keys of an actor count: a stream, or whatever may be created
 * @param request what is asked for, given the event's id; another request has another `correlationid`
 */
export function onceIds(
  scope: string,
  actor: string,
  idempotencyKey: string,
  request: (id: string) => unknown,
): RequestIds {
  const id = derivedId(scope, actor, 'Idempotency-Key', idempotencyKey);
  return { id, correlationid: derivedId(id, canonicalJson(request(id))) };
}

/**
 * Whether the same request, sent before, is in a stream.
 * @throws UnprocessableProblem `IDEMPOTENCY_KEY_REUSED` where its key came with another request
 */
export function wasDone(stream: readonly StoredEvent[], { id, correlationid }: RequestIds): boolean {
  const first = stream.find(({ event }) => event.id === id);
  if (first !== undefined && first.event.correlationid !== correlationid) throw idempotencyKeyReused();
  return first !== undefined;
}
