import { once } from 'node:events';
import { get } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { CrossOrigin, RequestLimits } from '@assay/auth';
import { rememberPrincipal } from '@assay/auth';
import { eventually } from '@assay/testing';
import type { HttpAdapterHost } from '@nestjs/core';
import type { FastifyInstance, onRequestHookHandler } from 'fastify';
import { fastify } from 'fastify';
import type { ConfigStore } from '../config/config-store.js';
import { ChangeStream } from './change-stream.js';
import { StreamRoutes } from './stream.routes.js';
import type { StreamTokens } from './stream-tokens.js';
import { CONFIG_STREAM_URL } from './stream-urls.js';

describe('a stream whose listener is looked up', () => {
  let server: FastifyInstance;
  let stream: ChangeStream;
  /** Those who wait to be let in. */
  let waiting: (() => void)[];
  let url: string;

  beforeEach(async () => {
    waiting = [];
    server = fastify();
    stream = new ChangeStream({ tagOf: () => 't1' });
    const hook: onRequestHookHandler = (request, _reply, done) => {
      rememberPrincipal(request, { kind: 'client', actor: 'key:k1', project: 'shop', scopes: ['evaluate'] });
      waiting.push(done);
    };
    const crossOrigin = { registerPreflight: () => undefined, requireScope: () => hook };
    new StreamRoutes(
      { httpAdapter: { getInstance: () => server } } as unknown as HttpAdapterHost,
      crossOrigin as unknown as CrossOrigin,
      { mayStay: () => true } as unknown as StreamTokens,
      { listen: () => undefined } as unknown as ConfigStore,
      stream,
      { groupOf: () => 'address:127.0.0.1' } as unknown as RequestLimits,
    ).onModuleInit();
    await server.listen({ host: '127.0.0.1', port: 0 });
    url = `http://127.0.0.1:${String((server.server.address() as AddressInfo).port)}${CONFIG_STREAM_URL}`;
  });
  afterEach(async () => {
    stream.close();
    await server.close();
  });

  async function arrived() {
    const request = get(url);
    request.on('error', () => undefined);
    await eventually(() => waiting.length > 0);
    return request;
  }

  it('takes no place where the listener has gone meanwhile', async () => {
    const connected = once(server.server, 'connection');
    const request = await arrived();
    const [socket] = (await connected) as [NodeJS.EventEmitter];
    const gone = once(socket, 'close');
    request.destroy();
    await gone;
    waiting[0]?.();
    await new Promise((resolve) => setImmediate(resolve));
    expect(stream.listeners).toBe(0);
  });

  it('has its place until the listener goes (control)', async () => {
    const request = await arrived();
    waiting[0]?.();
    await eventually(() => stream.listeners === 1);
    request.destroy();
    await eventually(() => stream.listeners === 0);
  });
});
