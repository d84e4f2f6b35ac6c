import type { EventEnvelope } from '@assay/contracts';
import type { MessageTooLargeError } from '../errors/message-too-large.error.js';
import { messageOf } from '../message/encode-event.js';
import type { RawMessage } from '../port.js';
import { failureHeaders } from './dead-letter.js';

/** Enough to see what it was; the log takes it, whatever its limit is. */
const KEPT_BYTES = 100_000;

/**
 * The dead letter of an event that the log does not take: its beginning, and why. It never lay in its topic, so it names
 * no place there.
 * @param writer who wanted to put it there
 * @param at milliseconds since 1970
 */
export function refusedLetter(
  event: EventEnvelope,
  { message }: MessageTooLargeError,
  { topic, writer, at }: { readonly topic: string; readonly writer: string; readonly at: number },
): RawMessage {
  const { key, headers, value } = messageOf(event);
  const failure = { reason: 'too-large', detail: message, attempts: 1 } as const;
  const why = failureHeaders(failure, { topic, reader: writer, at });
  const cut = { dl_cut_from: String(value.length) };
  return { key, headers: { ...headers, ...why, ...cut }, value: value.subarray(0, KEPT_BYTES) };
}
