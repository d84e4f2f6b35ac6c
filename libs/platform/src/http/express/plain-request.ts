import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';

const LONGEST_BODY = 16 * 1024;
const JSON_TYPES: ReadonlySet<unknown> = new Set(['application/json', 'application/json; charset=utf-8']);
const PLAIN_NAME = /^[\w.-]{1,100}$/;

/** Whether a request has a short JSON body that was sent as it is, and comes from no page of another origin. */
export const hasPlainHeaders = (headers: IncomingHttpHeaders): boolean =>
  JSON_TYPES.has(headers['content-type']) &&
  headers.origin === undefined &&
  headers['content-encoding'] === undefined &&
  isShort(headers['content-length']);

// Without a length the body may be chunked, and as long as it likes.
const isShort = (length: string | undefined): boolean =>
  length !== undefined && Number(length) > 0 && Number(length) <= LONGEST_BODY;

/** A name at the end of an address that stands there as it is, without any escapes. */
export const isPlainName = (name: string): boolean => PLAIN_NAME.test(name);

/** Reads a whole body; never calls back when the caller goes away in the middle of it. */
export function readBody(request: IncomingMessage, done: (body: Buffer) => void): void {
  const chunks: Buffer[] = [];
  request.on('data', (chunk: Buffer) => chunks.push(chunk));
  request.on('end', () => {
    const [only] = chunks;
    done(chunks.length === 1 && only !== undefined ? only : Buffer.concat(chunks));
  });
}
