import type { EventEnvelope } from '@assay/contracts';
import type { MessageTooLargeError } from '../errors/message-too-large.error.js';
import { messageOf } from '../message/encode-event.js';
import type { RawMessage } from '../port.js';
import { MAX_DETAIL } from './dead-letter.js';

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
  return {
    key,
    headers: {
      ...headers,
      dl_reason: 'too-large',
      dl_detail: message.slice(0, MAX_DETAIL),
      dl_attempts: '1',
      dl_topic: topic,
      dl_group: writer,
      dl_at: new Date(at).toISOString(),
      dl_cut_from: String(value.length),
    },
    value: value.subarray(0, KEPT_BYTES),
  };
}
