import type {
  FastifyInstance,
  FastifyReply,
  FastifyRequest,
  onRequestHookHandler,
  RouteOptions,
} from 'fastify';
import { ExpressLane } from './express/express-lane.js';
import type { ExpressHandler, RefusalShape } from './express/express-route.js';
import { shapedRefusal } from './express/shaped-refusal.js';
import { factsOf } from '../problems/send-problem.js';
import { addRefusalShape } from './refusal-shapes.js';
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
  /** Media types of the body for the OpenAPI document; JSON when not given. */
  readonly bodyTypes?: readonly string[];
  /** Bytes; {@link DEFAULT_BODY_LIMIT} when not given. */
  readonly bodyLimit?: number;
  /** Lets a request through or throws a problem; runs before the body is read. */
  readonly authorize: onRequestHookHandler;
  readonly handler: (request: FastifyRequest, reply: FastifyReply) => unknown;
  /** What refusals of its requests look like, where a protocol has members of its own for them. */
  readonly refusalShape?: RefusalShape;
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
    ...refusalsOf(route),
  });
  if (route.refusalShape !== undefined) addRefusalShape(fastify, route.url, route.refusalShape);
  describeRoute(fastify, route);
  if (route.express !== undefined) {
    const refusalOf = route.schema?.body && bodyRefusal(route.schema.body);
    const { url, refusalShape } = route;
    ExpressLane.of(fastify).add({ ...route.express, url, refusalOf, refusalShape });
  }
}

/** What the route throws here goes on to where all errors become answers. */
function refusalsOf<Caller>({ refusalShape }: HotRoute<Caller>): Pick<RouteOptions, 'errorHandler'> {
  if (refusalShape === undefined) return {};
  return {
    errorHandler: (error, request) => {
      throw shapedRefusal(error, refusalShape, { params: request.params, facts: factsOf(request) });
    },
  };
}
