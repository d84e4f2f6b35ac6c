import { servedRoutes } from '@assay/platform';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { Call } from './call.js';
import { call } from './call.js';
import type { OpenApi } from './sample-body.js';
import { sampleBody } from './sample-body.js';
import type { Examples } from './sample-value.js';

/** A request to a route that is no reading one. */
export interface Mutation {
  /** As `POST /api/v1/rollouts/:key/start`. */
  readonly route: string;
  readonly method: Call['method'];
  /** With its parameters filled in. */
  readonly url: string;
  readonly body: unknown;
}

const READING = ['GET', 'HEAD', 'OPTIONS'];
const textOf = (example: unknown): string => (typeof example === 'string' ? example : 'any');
const documented = (url: string): string => url.replace(/:([A-Za-z]+)/g, '{$1}');

/**
 * A request to every route of a service that may change something, as its server has them, with a body made of its own
 * OpenAPI document: one that comes new is among them, without anybody thinking of it.
 * @param examples values for parameters and fields by their names; a field that need not be there is sent where there
 *   is an example for it
 */
export async function mutationsOf(
  app: NestFastifyApplication,
  examples: Examples,
): Promise<readonly Mutation[]> {
  const { body: document } = await call<OpenApi>(app, { method: 'GET', url: '/docs-json', role: 'admin' });
  return servedRoutes(app.getHttpServer())
    .filter(({ method }) => !READING.includes(method))
    .map(({ method, url }) => ({
      route: `${method} ${url}`,
      method: method as Call['method'],
      url: url.replace(/:([A-Za-z]+)/g, (_, name: string) => textOf(examples[name])),
      body: sampleBody(document, { path: documented(url), method }, examples),
    }));
}
