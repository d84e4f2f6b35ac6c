import type { FastifyInstance } from 'fastify';
import { collectDefaultMetrics, Registry } from 'prom-client';
import { ExpressLane } from '../http/express/express-lane.js';
import type { Durations } from './duration-histogram.js';
import { DurationHistogram } from './duration-histogram.js';

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
  const durations = new DurationHistogram({
    name: 'http_request_duration_seconds',
    help: 'Duration of HTTP requests by route and status.',
    buckets: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
    registers: [registry],
  });
  const routes = new Map<string, Map<number, Durations>>();
  const durationsOf = (route: string, method: string, status: number): Durations => {
    // A key that is put together for every request would cost more than counting it.
    const name = method === 'POST' ? route : `${method} ${route}`;
    const byStatus = routes.get(name) ?? new Map<number, Durations>();
    const known = byStatus.get(status);
    if (known !== undefined) return known;
    const added = durations.labelled({ method, route, status: String(status) });
    routes.set(name, byStatus.set(status, added));
    return added;
  };
  fastify.addHook('onResponse', (request, reply, done) => {
    const route = request.routeOptions.url ?? '(none)';
    durationsOf(route, request.method, reply.statusCode).observe(reply.elapsedTime / 1000);
    done();
  });
  ExpressLane.of(fastify).onAnswered((url, status, milliseconds) => {
    durationsOf(url, 'POST', status).observe(milliseconds / 1000);
  });
}
