import { BadRequestProblem, UnsupportedMediaTypeProblem } from '@assay/platform';
import type { IncomingHttpHeaders } from 'node:http';

/** The events of a request, unread; in batch mode there may be none. */
export interface CloudEventsRequest {
  readonly events: readonly unknown[];
  readonly isBatch: boolean;
}

const BATCH = /^application\/cloudevents-batch\+json/i;
const STRUCTURED = /^application\/cloudevents(\+json)?/i;
const PREFIX = 'ce-';

/**
 * The events of a request in any of the three content modes.
 * @see https://github.com/cloudevents/spec/blob/v1.0.2/cloudevents/bindings/http-protocol-binding.md
 * @throws BadRequestProblem `CLOUDEVENTS_LIST_EXPECTED`, `HEADER_INVALID`
 * @throws UnsupportedMediaTypeProblem `CLOUDEVENTS_MODE_UNKNOWN` for what is none of them
 */
export function cloudEventsOf(headers: IncomingHttpHeaders, body: unknown): CloudEventsRequest {
  const contentType = headers['content-type'] ?? '';
  if (BATCH.test(contentType)) return { events: listed(body), isBatch: true };
  if (STRUCTURED.test(contentType)) return { events: [body], isBatch: false };
  if (headers['ce-specversion'] !== undefined)
    return { events: [fromHeaders(headers, body)], isBatch: false };
  throw new UnsupportedMediaTypeProblem(
    'CLOUDEVENTS_MODE_UNKNOWN',
    'send application/cloudevents+json, application/cloudevents-batch+json, or JSON with ce-* headers',
  );
}

function listed(body: unknown): readonly unknown[] {
  if (Array.isArray(body)) return body as readonly unknown[];
  throw new BadRequestProblem('CLOUDEVENTS_LIST_EXPECTED', 'a batch is a list of events');
}

function fromHeaders(headers: IncomingHttpHeaders, data: unknown): Record<string, unknown> {
  const attributes = Object.entries(headers)
    .filter(([name]) => name.startsWith(PREFIX))
    .map(([name, value]) => [name.slice(PREFIX.length), decoded(name, [value].flat().join(','))] as const);
  return {
    ...Object.fromEntries(attributes),
    ...(headers['content-type'] === undefined ? {} : { datacontenttype: headers['content-type'] }),
    ...(data === undefined || data === null ? {} : { data }),
  };
}

function decoded(name: string, value: string): string {
  try {
    const text = decodeURIComponent(value);
    if (!text.includes('\0')) return text;
  } catch {
    // Falls through to the one refusal of what cannot be read.
  }
  throw new BadRequestProblem('HEADER_INVALID', `${name} is not text in percent-encoded UTF-8`, {
    errors: [{ path: name, value: value.slice(0, 200), message: 'must be percent-encoded UTF-8' }],
  });
}
