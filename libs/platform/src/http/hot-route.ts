import type { FastifyInstance, FastifyReply, FastifyRequest, onRequestHookHandler } from 'fastify';
import { ExpressLane } from './express/express-lane.js';
import type { ExpressHandler } from './express/express-route.js';
import { describeRoute } from './route-documentation.js';
import { bodyRefusal, schemaValidator } from './schema-validator.js';

/** A route without the cost of controllers and pipes: compiled schemas, direct handler. */
export interface HotRoute<Caller = unknown> {
  readonly method: 'GET' | 'POST';
  readonly url: string;
  /** What it does, for the OpenAPI document. */
  readonly summary: string;
  readonly schema?: { readonly body?: object; readonly querystring?: object; readonly params?: object };
  /** The body's schema for the OpenAPI document, where the handler checks the body itself. */
  readonly documentedBody?: object;
  /** Bytes; {@link DEFAULT_BODY_LIMIT} when not given. */
  readonly bodyLimit?: number;
  /** Lets a request through or throws a problem; runs before the body is read. */
  readonly authorize: onRequestHookHandler;
  readonly handler: (request: FastifyRequest, reply: FastifyReply) => unknown;
  /** Opens the {@link ExpressLane} to a POST route; it has to give the answers that the handler gives. */
  readonly express?: ExpressHandler<Caller>;
}

/**
 * Registers a hot route; schema violations become the same problems as everywhere else (path, value, message).
 * Call it in `onModuleInit`, with the instance of `HttpAdapterHost`.
 */
export function hotRoute<Caller>(fastify: FastifyInstance, route: HotRoute<Caller>): void {
  fastify.route({
    method: route.method,
    url: route.url,
    ...(route.schema === undefined ? {} : { schema: route.schema }),
    ...(route.bodyLimit === undefined ? {} : { bodyLimit: route.bodyLimit }),
    validatorCompiler: schemaValidator,
    onRequest: route.authorize,
    handler: route.handler,
  });
  describeRoute(fastify, route);
  if (route.express !== undefined) {
    const refusalOf = route.schema?.body && bodyRefusal(route.schema.body);
    ExpressLane.of(fastify).add({ ...route.express, url: route.url, refusalOf });
  }
}
