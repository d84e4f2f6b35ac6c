import type { JsonCaps } from '@assay/platform';
import { parseJsonBody } from '@assay/platform';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { LARGEST_BATCH } from '../event/read-batch.js';
import { rememberSize } from './body-size.js';
import { inflated } from './inflate.js';
import { jsonLines } from './json-lines.js';

const MAX_DEPTH = 32;
const LEAST_KEYS = 10_000;
const BYTES_PER_KEY = 10;

const JSON_TYPE = /^application\/([\w.-]+\+)?json(;|$)/;
const JSON_LINES_TYPE = /^application\/(x-)?(ndjson|jsonlines|jsonl)(;|$)/;
// What `navigator.sendBeacon` sends when it is given text.
const BEACON_TYPE = /^text\/plain(;|$)/;

/**
 * Lets a part of the application take JSON, JSON lines and text with JSON in it, each as it is or compressed. The
 * size of a body is bounded twice: on the way in, and when it is inflated.
 * @param scope a context of its own: the rest of the application goes on taking plain JSON only
 */
export function registerBodyParsers(scope: FastifyInstance): void {
  scope.removeAllContentTypeParsers();
  add(scope, JSON_TYPE, parseJsonBody);
  add(scope, BEACON_TYPE, parseJsonBody);
  add(scope, JSON_LINES_TYPE, (body, caps) => jsonLines(body, caps, LARGEST_BATCH));
}

type Parse = (body: Buffer, caps: JsonCaps) => unknown;

function add(scope: FastifyInstance, contentType: RegExp, parse: Parse): void {
  scope.addContentTypeParser<Buffer>(contentType, { parseAs: 'buffer' }, (request, body, done) => {
    // The common case stays in this turn of the event loop.
    if (request.headers['content-encoding'] === undefined) return parsed(request, body, parse, done);
    inflated(body, request.headers['content-encoding'], request.routeOptions.bodyLimit).then(
      (whole) => parsed(request, whole, parse, done),
      (error: unknown) => done(error as Error),
    );
  });
}

function parsed(
  request: FastifyRequest,
  body: Buffer,
  parse: Parse,
  done: (error: Error | null, body?: unknown) => void,
): void {
  rememberSize(request, body.length);
  const limit = request.routeOptions.bodyLimit;
  const maxKeys = Math.max(LEAST_KEYS, Math.floor(limit / BYTES_PER_KEY));
  try {
    done(null, parse(body, { maxDepth: MAX_DEPTH, maxKeys }));
  } catch (error) {
    done(error as Error);
  }
}
