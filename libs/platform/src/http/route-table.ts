import type { FastifyInstance } from 'fastify';

/** A method and the path that takes it, with its parameters as `:key`. */
export interface ServedRoute {
  readonly method: string;
  readonly url: string;
}

const tables = new WeakMap<object, RouteTable>();

/** Knows which methods a path takes, so that a wrong method is told from a wrong path. */
export class RouteTable {
  private readonly routes: (ServedRoute & { readonly pattern: RegExp })[] = [];

  /** Call before the routes are registered. */
  watch(fastify: FastifyInstance): this {
    fastify.addHook('onRoute', ({ url, method }) => {
      // A catch-all (Nest's middleware, static files) says nothing about which paths exist.
      if (url.endsWith('*')) return;
      const pattern = patternOf(url);
      for (const one of [method].flat()) this.routes.push({ method: one, url, pattern });
    });
    tables.set(fastify.server, this);
    return this;
  }

  get served(): readonly ServedRoute[] {
    return this.routes;
  }

  methodsOf(path: string): readonly string[] {
    const matching = this.routes.filter(({ pattern }) => pattern.test(path));
    return [...new Set(matching.map(({ method }) => method))].sort();
  }
}

/** Every route of an HTTP server, whoever registered it; none for a server that no table watches. */
export const servedRoutes = (server: object): readonly ServedRoute[] => tables.get(server)?.served ?? [];

function patternOf(url: string): RegExp {
  const escaped = url.replace(/[.+?^${}()|[\]\\]/g, '\\$&');
  return new RegExp(`^${escaped.replace(/:[^/]+/g, '[^/]+')}/?$`);
}
