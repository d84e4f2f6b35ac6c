import type { OpenAPIObject } from '@nestjs/swagger';
import type { FastifyInstance } from 'fastify';

interface DocumentedRoute {
  readonly method: string;
  readonly url: string;
  readonly summary: string;
  readonly schema?: { readonly body?: object };
  readonly documentedBody?: object;
  readonly bodyTypes?: readonly string[];
}

const documented = new WeakMap<object, DocumentedRoute[]>();

// Plugins see an instance of their own; the server is the one thing that they share.
const listOf = (fastify: FastifyInstance): DocumentedRoute[] => {
  const known = documented.get(fastify.server) ?? [];
  documented.set(fastify.server, known);
  return known;
};

/** Remembers a route that Nest does not know, for the OpenAPI document. */
export function describeRoute(fastify: FastifyInstance, route: DocumentedRoute): void {
  listOf(fastify).push(route);
}

/** The OpenAPI document with the routes that were registered directly. */
export function withHotRoutes(document: OpenAPIObject, fastify: FastifyInstance): OpenAPIObject {
  const paths = { ...document.paths };
  for (const route of listOf(fastify)) {
    const { method, url, summary } = route;
    const path = url.replace(/:([A-Za-z]+)/g, '{$1}');
    const operation = {
      summary,
      responses: { default: { description: 'The answer, or a problem (RFC 9457).' } },
      ...bodyOf(route),
    };
    paths[path] = { ...paths[path], [method.toLowerCase()]: operation };
  }
  return { ...document, paths };
}

const JSON_ONLY = ['application/json'] as const;

function bodyOf({ schema, documentedBody = schema?.body, bodyTypes = JSON_ONLY }: DocumentedRoute) {
  if (documentedBody === undefined) return {};
  const content = Object.fromEntries(bodyTypes.map((type) => [type, { schema: documentedBody }]));
  return { requestBody: { content } };
}
