import type { OpenAPIObject } from '@nestjs/swagger';
import { fastify } from 'fastify';
import { describeRoute, withHotRoutes } from '../src/http/route-documentation.js';

describe('the API document of hot routes', () => {
  const server = fastify();
  const empty: OpenAPIObject = { openapi: '3.0.0', info: { title: 'Assay', version: '1' }, paths: {} };
  const lines = { type: 'string' };
  describeRoute(server, { method: 'GET', url: '/lists', summary: 'Lists.' });
  describeRoute(server, { method: 'POST', url: '/lists', summary: 'Takes one.', schema: { body: {} } });
  describeRoute(server, {
    ...{ method: 'POST', url: '/lists/:key/lines', summary: 'Takes lines.' },
    ...{ documentedBody: lines, bodyTypes: ['application/x-ndjson', 'text/csv'] },
  });
  const { paths } = withHotRoutes(empty, server);

  it('has no body where none is taken', () => {
    expect(paths['/lists']?.get).not.toHaveProperty('requestBody');
  });

  it('says that a body is JSON', () => {
    expect(paths['/lists']?.post?.requestBody).toEqual({ content: { 'application/json': { schema: {} } } });
  });

  it('says of which media types it is otherwise', () => {
    expect(paths['/lists/{key}/lines']?.post).toMatchObject({
      summary: 'Takes lines.',
      requestBody: { content: { 'application/x-ndjson': { schema: lines }, 'text/csv': { schema: lines } } },
    });
  });
});
