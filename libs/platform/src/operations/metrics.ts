import type { FastifyInstance } from 'fastify';
import { collectDefaultMetrics, Histogram, Registry } from 'prom-client';
import { ExpressLane } from '../http/express/express-lane.js';

/** Injection token of the application's prom-client `Registry`; add your metrics to it. */
export const METRICS = Symbol('assay:metrics');

/** A registry of its own for each application: several may live in one process. */
export function createRegistry(service: string): Registry {
  const registry = new Registry();
  registry.setDefaultLabels({ service });
  collectDefaultMetrics({ register: registry });
  return registry;
}

/** Measures every request by method, route and status. */
export function measureRequests(fastify: FastifyInstance, registry: Registry): void {
  const histogram = new Histogram({
    name: 'http_request_duration_seconds',
    help: 'Duration of HTTP requests by route and status.',
    labelNames: ['method', 'route', 'status'],
    buckets: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
    registers: [registry],
  });
  // Looking labels up costs more than observing, and so does a key that is put together for every request.
  const children = new Map<string, Map<number, Histogram.Internal<string>>>();
  const childOf = (route: string, method: string, status: number): Histogram.Internal<string> => {
    const name = method === 'POST' ? route : `${method} ${route}`;
    let byStatus = children.get(name);
    if (byStatus === undefined) {
      byStatus = new Map<number, Histogram.Internal<string>>();
      children.set(name, byStatus);
    }
    let child = byStatus.get(status);
    if (child === undefined) {
      child = histogram.labels(method, route, String(status));
      byStatus.set(status, child);
    }
    return child;
  };
  fastify.addHook('onResponse', (request, reply, done) => {
    const route = request.routeOptions.url ?? '(none)';
    childOf(route, request.method, reply.statusCode).observe(reply.elapsedTime / 1000);
    done();
  });
  ExpressLane.of(fastify).onAnswered((url, status, milliseconds) => {
    childOf(url, 'POST', status).observe(milliseconds / 1000);
  });
}
