import { request as rawRequest } from 'node:http';
import { connect } from 'node:net';
import type { OnModuleInit } from '@nestjs/common';
import { Module } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { AskedRequest } from '../src/index.js';
import { hotRoute, NotFoundProblem, UnauthorizedProblem } from '../src/index.js';
import { ExpressLane } from '../src/http/express/express-lane.js';
import { platformApp } from './platform-app.js';

let asked = 0;

const refusalOf = ({ headers }: Pick<FastifyRequest, 'headers'>): Error | undefined => {
  asked += 1;
  return headers['x-closed'] === 'yes' ? new UnauthorizedProblem('TOKEN_MISSING', 'no key') : undefined;
};

function answer({ params, body }: AskedRequest, way: string): string | Promise<string> {
  const { unit } = body as { unit: string };
  if (unit === 'nobody') throw new NotFoundProblem('UNIT_UNKNOWN', 'there is no such unit');
  if (unit === 'surprise') throw new TypeError('the password is hunter2');
  const text = JSON.stringify({ way, params, unit });
  return unit === 'later' ? Promise.resolve(text) : text;
}

@Module({})
class FlagModule implements OnModuleInit {
  constructor(private readonly host: HttpAdapterHost) {}

  onModuleInit(): void {
    const fastify = this.host.httpAdapter.getInstance<FastifyInstance>();
    for (const url of ['/flags/:key', '/assign'])
      hotRoute<string>(fastify, {
        method: 'POST',
        url,
        summary: 'Asked for every visitor',
        schema: {
          body: {
            type: 'object',
            required: ['unit'],
            properties: { unit: { type: 'string', maxLength: 20_000 } },
          },
        },
        authorize: (request, _reply, done) => done(refusalOf(request)),
        handler: async (request, reply) =>
          reply.header('content-type', 'application/json; charset=utf-8').send(await answer(request, 'road')),
        express: {
          authorize: (request, done) => done(refusalOf(request), 'somebody'),
          answer: (request, caller) => answer(request, `lane for ${caller}`),
        },
      });
  }
}

describe('the express lane', () => {
  let app: NestFastifyApplication;
  let origin: string;

  beforeEach(async () => {
    app = await platformApp({ imports: [FlagModule] }, { logLevel: 'fatal' });
    await app.listen(0, '127.0.0.1');
    origin = await app.getUrl();
  });
  afterEach(() => app.close());

  const post = (path: string, body: string, headers: Record<string, string> = {}) =>
    fetch(`${origin}${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body,
    });
  const wayOf = async (response: Response) => ((await response.json()) as { way: string }).way;
  const plain = JSON.stringify({ unit: 'u1' });

  it('takes plain requests, with the caller that was let through', async () => {
    const named = await post('/flags/checkout', plain);
    expect(named.headers.get('content-type')).toBe('application/json; charset=utf-8');
    expect(await named.json()).toEqual({ way: 'lane for somebody', params: { key: 'checkout' }, unit: 'u1' });
    expect(await wayOf(await post('/assign', JSON.stringify({ unit: 'later' })))).toBe('lane for somebody');
    const metrics = await (await fetch(`${origin}/metrics`)).text();
    expect(metrics).toMatch(
      /http_request_duration_seconds_count\{.*route="\/flags\/:key",status="200".*\} 1/,
    );
  });

  it.each<[string, string, string, Record<string, string>]>([
    ['a query', '/assign?token=t', plain, {}],
    ['an escape in the address', '/flags/a%20b', plain, {}],
    ['a page of another origin', '/assign', plain, { origin: 'https://shop.example' }],
    ['an unusual content type', '/assign', plain, { 'content-type': 'application/vnd.x+json' }],
    ['a long body', '/assign', JSON.stringify({ unit: 'u'.repeat(17_000) }), {}],
  ])('leaves %s to the road', async (_what, path, body, headers) => {
    const response = await post(path, body, headers);
    expect([response.status, await wayOf(response)]).toEqual([200, 'road']);
  });

  it('leaves bodies of unknown length to the road', async () => {
    const status = await new Promise((resolve, reject) => {
      const sent = rawRequest(
        `${origin}/assign`,
        { method: 'POST', headers: { 'content-type': 'application/json', 'transfer-encoding': 'chunked' } },
        (response) => {
          response.setEncoding('utf8').on('data', (text: string) => resolve(text));
        },
      );
      sent.on('error', reject);
      sent.write(plain.slice(0, 3));
      sent.end(plain.slice(3));
    });
    expect(JSON.parse(status as string)).toMatchObject({ way: 'road' });
  });

  // The same request, once more with a header that sends it down the road.
  it.each<[number, string, Record<string, string>]>([
    [401, plain, { 'x-closed': 'yes' }],
    [400, '{"unit":', {}],
    [400, '{"unit":"\\u0000"}', {}],
    [400, `${'['.repeat(40)}${']'.repeat(40)}`, {}],
    [400, '{"unit":7}', {}],
    [400, '{}', {}],
    [400, '', {}],
    [404, '{"unit":"nobody"}', {}],
  ])('refuses with %i just as the road does: %s', async (status, body, headers) => {
    const express = await post('/assign', body, headers);
    const road = await post('/assign', body, { ...headers, origin: 'https://shop.example' });
    expect([express.status, road.status]).toEqual([status, status]);
    expect(express.headers.get('content-type')).toBe(road.headers.get('content-type'));
    expect(await express.json()).toEqual(await road.json());
  });

  it('asks once who calls, also whom it refuses: what is asked may be counted', async () => {
    asked = 0;
    const refused = await post('/assign', plain, { 'x-closed': 'yes' });
    expect([refused.status, asked]).toEqual([401, 1]);
  });

  it('lets the body of whom it refuses come to its end', async () => {
    const answer = await new Promise<number | undefined>((resolve, reject) => {
      const headers = { 'content-type': 'application/json', 'content-length': '15', 'x-closed': 'yes' };
      const sent = rawRequest(`${origin}/assign`, { method: 'POST', headers }, ({ statusCode }) => {
        resolve(statusCode);
      });
      sent.on('error', reject);
      sent.write('{"unit"');
      setTimeout(() => sent.end(':"after"'), 50);
    });
    expect(answer).toBe(401);
  });

  it('tells nothing of a surprise', async () => {
    const response = await post('/assign', JSON.stringify({ unit: 'surprise' }));
    const text = await response.text();
    expect(response.status).toBe(500);
    expect(text).toContain('urn:uuid:');
    expect(text).not.toContain('hunter2');
  });

  it('survives callers that go away in the middle of a body', async () => {
    await new Promise<void>((resolve) => {
      const headers = { 'content-type': 'application/json', 'content-length': '15' };
      const sent = rawRequest(`${origin}/assign`, { method: 'POST', headers });
      sent.on('error', () => resolve());
      sent.write('{"unit"');
      setTimeout(() => sent.destroy(new Error('gone')), 50);
    });
    expect(await wayOf(await post('/assign', plain))).toBe('lane for somebody');
  });

  const request = (unit: string, path = '/assign', ...headers: string[]): string => {
    const body = JSON.stringify({ unit });
    const lines = [`POST ${path} HTTP/1.1`, 'host: flags', 'content-type: application/json', ...headers];
    return [...lines, `content-length: ${String(body.length)}`, '', body].join('\r\n');
  };
  /** What one connection answers until it is closed or has answered so often. */
  const exchange = (sent: string, answers: number) =>
    new Promise<readonly string[]>((resolve, reject) => {
      const { hostname, port } = new URL(origin);
      const socket = connect(Number(port), hostname, () => socket.write(sent)).setEncoding('utf8');
      let received = '';
      const told = () => received.split(/(?=HTTP\/1\.1 )/);
      socket.on('error', reject).on('close', () => resolve(told()));
      socket.on('data', (text: string) => {
        received += text;
        if (told().length === answers && received.endsWith('}')) socket.destroy();
      });
    });
  const unitsOf = (answers: readonly string[]) =>
    answers.map((answer) => (JSON.parse(answer.split('\r\n\r\n')[1] ?? '') as { unit: string }).unit);

  it('answers requests that were sent without waiting one by one and in their order', async () => {
    const units = ['u1', 'later', 'u2', 'u3', 'later', 'u4'];
    const ways = ['/assign', '/assign', '/assign?road=yes', '/flags/a', '/flags/a', '/assign'];
    const sent = units.map((unit, at) => request(unit, ways[at])).join('');
    expect(unitsOf(await exchange(sent, units.length))).toEqual(units);
  });

  it('sends the headers that the road sends', async () => {
    const namesOf = (answer: string | undefined) =>
      answer
        ?.split('\r\n\r\n')[0]
        ?.split('\r\n')
        .slice(1)
        .map((line) => line.replace(/: .*$/, '').toLowerCase())
        .sort();
    const [lane, road] = await exchange(`${request('u1')}${request('u1', '/assign?road=yes')}`, 2);
    expect(namesOf(lane)).toEqual(namesOf(road));
    const timeoutOf = (answer = '') => /keep-alive: timeout=(\d+)/i.exec(answer)?.[1];
    expect(timeoutOf(lane)).toBe(timeoutOf(road));
  });

  it('closes the connection of whoever asks for it', async () => {
    const [answer, more] = await exchange(request('u1', '/assign', 'connection: close'), 2);
    expect(answer).toMatch(/^HTTP\/1\.1 200 OK\r\n.*connection: close/is);
    expect(more).toBeUndefined();
  });

  it('is closed while the server drains', async () => {
    ExpressLane.of(app.getHttpAdapter().getInstance()).close();
    expect(await wayOf(await post('/assign', plain))).toBe('road');
  });
});
