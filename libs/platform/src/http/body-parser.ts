import { RouteConfig } from '@nestjs/platform-fastify';
import type { FastifyInstance } from 'fastify';
import { parseJsonBody } from './json-body.js';

/** Bytes of a body where a route says nothing else. */
export const DEFAULT_BODY_LIMIT = 100 * 1024;
/** Bytes of a batch. */
export const BATCH_BODY_LIMIT = 1024 * 1024;

const MAX_DEPTH = 32;
/** 32 rules within each other, of two levels each, and what they stand in. */
const DEFINITION_DEPTH = 80;
const LEAST_KEYS = 10_000;
const BYTES_PER_KEY = 10;
const SHORT_CAPS = { maxDepth: MAX_DEPTH, maxKeys: LEAST_KEYS };

/** Parses a body that is shorter than {@link DEFAULT_BODY_LIMIT}, under the same caps. */
export const parseShortBody = (body: Buffer): unknown => parseJsonBody(body, SHORT_CAPS);

const DEFINITIONS = { takesDefinitions: true } as const;
const isOfDefinitions = (config: object): boolean => 'takesDefinitions' in config;

/** Marks a route whose bodies hold rules, which may be nested deeper than what others say. */
export const TakesDefinitions = (): MethodDecorator => RouteConfig(DEFINITIONS);

/** Makes JSON the only body that is read, under the caps of {@link parseJsonBody}. */
export function registerBodyParser(fastify: FastifyInstance): void {
  fastify.removeAllContentTypeParsers();
  fastify.addContentTypeParser<Buffer>(
    /^application\/([\w.-]+\+)?json(;|$)/,
    { parseAs: 'buffer' },
    (request, body, done) => {
      const { bodyLimit: limit, config } = request.routeOptions;
      const maxDepth = isOfDefinitions(config) ? DEFINITION_DEPTH : MAX_DEPTH;
      const maxKeys = Math.max(LEAST_KEYS, Math.floor(limit / BYTES_PER_KEY));
      try {
        done(null, parseJsonBody(body, { maxDepth, maxKeys }));
      } catch (error) {
        done(error as Error);
      }
    },
  );
}
