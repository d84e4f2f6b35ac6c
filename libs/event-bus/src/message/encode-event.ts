import type { EventEnvelope } from '@assay/contracts';
import { messageKey } from '@assay/contracts';
import { MessageTooLargeError } from '../errors/message-too-large.error.js';
import type { RawMessage } from '../port.js';
import { MAX_VALUE_BYTES } from './limits.js';

const CONTEXT = [
  'specversion',
  'id',
  'type',
  'source',
  'subject',
  'time',
  'dataschema',
  'project',
  'actor',
  'correlationid',
  'causationid',
  'streamversion',
  'assayprev',
  'assayhash',
] as const;
const HEADERS = CONTEXT.map((name) => [name, `ce_${name}`] as const);

/**
 * Writes an event as a message in CloudEvents binary mode: context attributes become `ce_` headers, the data the value.
 * @throws {MessageTooLargeError} when readers would refuse the value
 * @see https://github.com/cloudevents/spec/blob/v1.0.2/cloudevents/bindings/kafka-protocol-binding.md
 */
export function encodeEvent(event: EventEnvelope): RawMessage {
  const message = messageOf(event);
  const { length } = message.value;
  if (length > MAX_VALUE_BYTES) throw new MessageTooLargeError(event.type, length, MAX_VALUE_BYTES);
  return message;
}

/** The same of an event of any size. */
export function messageOf(event: EventEnvelope): RawMessage {
  const headers: Record<string, string> = { 'content-type': event.datacontenttype };
  for (const [name, header] of HEADERS) {
    const attribute = event[name];
    if (attribute !== undefined) headers[header] = String(attribute);
  }
  const value = Buffer.from(JSON.stringify(event.data));
  return { key: messageKey(event), headers, value };
}
