import type { FastifyInstance } from 'fastify';

/** Knows which methods a path takes, so that a wrong method is told from a wrong path. */
export class RouteTable {
  private readonly routes: { readonly pattern: RegExp; readonly methods: readonly string[] }[] = [];

  /** Call before the routes are registered. */
  watch(fastify: FastifyInstance): this {
    fastify.addHook('onRoute', ({ url, method }) => {
      // A catch-all (Nest's middleware, static files) says nothing about which paths exist.
      if (!url.endsWith('*')) this.routes.push({ pattern: patternOf(url), methods: [method].flat() });
    });
    return this;
  }

  methodsOf(path: string): readonly string[] {
    const matching = this.routes.filter(({ pattern }) => pattern.test(path));
    return [...new Set(matching.flatMap(({ methods }) => methods))].sort();
  }
}

function patternOf(url: string): RegExp {
  const escaped = url.replace(/[.+?^${}()|[\]\\]/g, '\\$&');
  return new RegExp(`^${escaped.replace(/:[^/]+/g, '[^/]+')}/?$`);
}
