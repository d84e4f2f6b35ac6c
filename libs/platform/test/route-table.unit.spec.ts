import { fastify } from 'fastify';
import { RouteTable, servedRoutes } from '../src/http/route-table.js';

describe('RouteTable', () => {
  const server = fastify();
  const routes = new RouteTable().watch(server);
  beforeAll(async () => {
    server.get('/api/v1/admin/experiments', () => 'list');
    server.post('/api/v1/admin/experiments', () => 'create');
    server.delete('/api/v1/admin/experiments/:key', () => 'remove');
    server.post('/v1/evaluate.flags/:key', () => 'evaluate');
    server.get('/assets/*', () => 'file');
    await server.ready();
  });
  afterAll(() => server.close());

  it('lists every route of its server, and none of another', () => {
    expect(servedRoutes(server.server).map(({ method, url }) => `${method} ${url}`)).toEqual([
      'GET /api/v1/admin/experiments',
      'HEAD /api/v1/admin/experiments',
      'POST /api/v1/admin/experiments',
      'DELETE /api/v1/admin/experiments/:key',
      'POST /v1/evaluate.flags/:key',
    ]);
    expect(servedRoutes(fastify().server)).toEqual([]);
  });

  it.each([
    ['/api/v1/admin/experiments', ['GET', 'HEAD', 'POST']],
    ['/api/v1/admin/experiments/', ['GET', 'HEAD', 'POST']],
    ['/api/v1/admin/experiments/checkout', ['DELETE']],
    ['/api/v1/admin/experiments/checkout/variants', []],
    ['/v1/evaluate.flags/a', ['POST']],
    ['/v1/evaluateXflags/a', []],
    ['/assets/app.js', []],
    ['/', []],
  ])('%s takes %j', (path, methods) => {
    expect(routes.methodsOf(path)).toEqual(methods);
  });
});
