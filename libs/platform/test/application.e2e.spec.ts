import type { OnModuleInit } from '@nestjs/common';
import { Body, Controller, Get, Module, Param, Post, Put } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { Type } from 'class-transformer';
import { IsDefined, IsNumber, IsPositive, IsString, ValidateNested } from 'class-validator';
import type { FastifyInstance } from 'fastify';
import {
  BATCH_BODY_LIMIT,
  ConflictProblem,
  hotRoute,
  Readiness,
  TakesBody,
  UnauthorizedProblem,
} from '../src/index.js';
import { platformApp } from './platform-app.js';

class VariantDto {
  @IsString() key!: string;
  @IsNumber() @IsPositive() weight!: number;
}

class CreateDto {
  @IsString() name!: string;
  @IsDefined() @ValidateNested({ each: true }) @Type(() => VariantDto) variants!: VariantDto[];
}

@Controller('things')
class ThingController {
  @Post()
  create(@Body() body: CreateDto): { name: string } {
    return { name: body.name };
  }

  @Get(':key')
  read(@Param('key') key: string): never {
    if (key === 'surprise') throw new TypeError('the password is hunter2');
    throw new ConflictProblem('THING_BUSY', `thing "${key}" is busy`);
  }
}

const body = {
  type: 'object',
  required: ['unit'],
  additionalProperties: false,
  properties: { unit: { type: 'string', minLength: 1 }, kind: { enum: ['a', 'b'] }, n: { type: 'number' } },
};

const optional = { type: 'object', properties: { reason: { type: 'string' } } };

@Controller('checked')
class CheckedController {
  @Put('one')
  @TakesBody(optional)
  one(@Body() given: unknown): unknown {
    return given;
  }

  @Put('either')
  @TakesBody(body, { ...optional, required: ['reason'] })
  either(@Body() given: unknown): unknown {
    return given;
  }
}

@Module({ controllers: [ThingController, CheckedController] })
class ThingModule implements OnModuleInit {
  constructor(private readonly host: HttpAdapterHost) {}

  onModuleInit(): void {
    hotRoute(this.host.httpAdapter.getInstance<FastifyInstance>(), {
      method: 'POST',
      url: '/hot/:id',
      summary: 'A hot route',
      schema: { body, querystring: { type: 'object', properties: { partial: { type: 'boolean' } } } },
      bodyLimit: BATCH_BODY_LIMIT,
      authorize: (request, _reply, done) =>
        done(
          request.headers['x-closed'] === 'yes'
            ? new UnauthorizedProblem('TOKEN_MISSING', 'no key')
            : undefined,
        ),
      handler: (request) => ({ got: request.body, query: request.query }),
    });
  }
}

describe('an application of the platform', () => {
  let app: NestFastifyApplication;
  beforeAll(async () => {
    app = await platformApp({ imports: [ThingModule] });
    await app.init();
    await app.getHttpAdapter().getInstance().ready();
  });
  afterAll(() => app.close());

  const json = { 'content-type': 'application/json' };
  const post = (url: string, payload: string | Buffer | object, headers: Record<string, string> = {}) =>
    app.inject({ method: 'POST', url, payload, headers: { ...json, ...headers } });
  const good = { name: 'a', variants: [{ key: 'x', weight: 1 }] };

  it('takes a valid body', async () => {
    expect((await post('/things', good)).json()).toEqual({ name: 'a' });
    expect((await post('/hot/1?partial=true', { unit: 'u' })).json()).toEqual({
      got: { unit: 'u' },
      query: { partial: true },
    });
  });

  it.each([
    ['a field that is wrong', { ...good, variants: [{ key: 'x', weight: -1 }] }, 'variants[0].weight', -1],
    ['an unknown field', { ...good, colour: 'red' }, 'colour', 'red'],
    ['a missing field', { variants: [] }, 'name', undefined],
    [
      'an infinite number',
      '{"name":"a","variants":[{"key":"x","weight":1e999}]}',
      'variants[0].weight',
      'Infinity',
    ],
  ])('names %s of a controller', async (_case, payload, path, value) => {
    const answer = await post('/things', payload);
    expect(answer.statusCode).toBe(400);
    expect(answer.headers['content-type']).toBe('application/problem+json; charset=utf-8');
    expect(answer.json()).toMatchObject({
      code: 'VALIDATION_FAILED',
      status: 400,
      errors: [value === undefined ? { path } : { path, value }],
    });
  });

  it.each([
    ['a wrong type', { unit: 7 }, { path: 'unit', value: 7, message: 'must be a text' }],
    ['an unknown field', { unit: 'u', colour: 'red' }, { path: 'colour', message: 'is not a known field' }],
    ['a missing field', {}, { path: 'unit', message: 'is required' }],
    [
      'a value outside the list',
      { unit: 'u', kind: 'c' },
      { path: 'kind', value: 'c', message: 'must be one of: a, b' },
    ],
    [
      'an infinite number',
      '{"unit":"u","n":1e999}',
      { path: 'n', value: 'Infinity', message: 'must be a number' },
    ],
  ])('names %s of a hot route', async (_case, payload, error) => {
    const answer = await post('/hot/1', payload);
    expect(answer.statusCode).toBe(400);
    expect(answer.json()).toMatchObject({ code: 'VALIDATION_FAILED', errors: [error] });
  });

  it.each([
    ['/things', '{"name":', 400, 'INVALID_JSON'],
    ['/things', '['.repeat(20_000), 400, 'BODY_TOO_DEEP'],
    ['/things', Buffer.from([0x22, 0xff, 0x22]), 400, 'INVALID_UTF8'],
    ['/things', JSON.stringify({ name: 'x'.repeat(102_400) }), 413, 'BODY_TOO_LARGE'],
    ['/things', '{"__proto__":{}}', 400, 'FORBIDDEN_KEY'],
    ['/things', '', 400, 'VALIDATION_FAILED'],
    ['/hot/1', '', 400, 'EMPTY_BODY'],
    ['/hot/1', JSON.stringify({ unit: 'x'.repeat(1_048_576) }), 413, 'BODY_TOO_LARGE'],
  ])('refuses a bad body at %s (%#)', async (url, payload, status, code) => {
    const answer = await post(url, payload);
    expect(answer.json()).toMatchObject({ status, code });
    expect(answer.statusCode).toBe(status);
  });

  it.each([
    ['/things/a%00b', 'address', '/things/a%00b'],
    ['/things/%00', 'address', '/things/%00'],
    ['/things/a?to=1&from=%00', 'from', '%00'],
    ['/hot/%00', 'address', '/hot/%00'],
  ])('refuses an address with text that no database stores: %s', async (url, path, value) => {
    const answer = await app.inject({ method: url.startsWith('/hot') ? 'POST' : 'GET', url });
    expect(answer.json()).toMatchObject({ status: 400, code: 'INVALID_TEXT', errors: [{ path, value }] });
    expect(answer.statusCode).toBe(400);
  });

  it('takes an address whose text only looks like it', async () => {
    const answer = await app.inject({ method: 'GET', url: '/things/a%2500' });
    expect(answer.json()).toMatchObject({ code: 'THING_BUSY', detail: 'thing "a%00" is busy' });
  });

  it('lets a batch route take more than the others', async () => {
    expect((await post('/hot/1', { unit: 'x'.repeat(500_000) })).statusCode).toBe(200);
  });

  it('asks for credentials before it reads the body', async () => {
    const answer = await post('/hot/1', '{"broken', { 'x-closed': 'yes' });
    expect(answer.json()).toMatchObject({ status: 401, code: 'TOKEN_MISSING' });
  });

  it('refuses other media types', async () => {
    const answer = await post('/things', 'a=b', { 'content-type': 'application/x-www-form-urlencoded' });
    expect(answer.json()).toMatchObject({ status: 415, code: 'UNSUPPORTED_MEDIA_TYPE' });
  });

  it('tells a wrong path from a wrong method', async () => {
    const path = await app.inject({ method: 'GET', url: '/nothing/here?x=1' });
    expect(path.json()).toMatchObject({ status: 404, code: 'ROUTE_UNKNOWN' });
    const method = await app.inject({ method: 'DELETE', url: '/things/a' });
    expect(method.json()).toMatchObject({ status: 405, code: 'METHOD_NOT_ALLOWED' });
    expect(method.headers['allow']).toBe('GET, HEAD');
  });

  it('answers a malformed address with a problem', async () => {
    const answer = await app.inject({ method: 'GET', url: '/things/%zz' });
    expect(answer.json()).toMatchObject({ status: 400, code: 'BAD_REQUEST' });
  });

  it('shows a refusal with its code and a surprise without its details', async () => {
    expect((await app.inject('/things/a')).json()).toMatchObject({ status: 409, code: 'THING_BUSY' });
    const surprise = await app.inject('/things/surprise');
    expect(surprise.statusCode).toBe(500);
    expect(surprise.body).not.toContain('hunter2');
    expect(surprise.json().instance).toMatch(/^urn:uuid:/);
  });

  it('answers health, metrics and documentation', async () => {
    expect((await app.inject('/health/live')).json()).toEqual({ status: 'live' });
    expect((await app.inject('/health/ready')).json()).toEqual({ status: 'ready', checks: {} });
    const metrics = await app.inject('/metrics');
    expect(
      metrics.body.split('\n').filter((line) => line.startsWith('http_request_duration_seconds_count')),
    ).toContainEqual(expect.stringContaining('method="POST",route="/hot/:id",status="200"'));
    const document = (await app.inject('/docs-json')).json();
    expect(Object.keys(document.paths)).toEqual(expect.arrayContaining(['/things', '/hot/{id}']));
  });

  it('documents every field of a body with what is checked of it, also of what lies in it', async () => {
    const { schemas } = (await app.inject('/docs-json')).json().components;
    expect(schemas).toMatchObject({
      CreateDto: {
        properties: {
          name: { type: 'string' },
          variants: { type: 'array', items: { $ref: '#/components/schemas/VariantDto' } },
        },
        required: ['name', 'variants'],
      },
      VariantDto: {
        properties: {
          key: { type: 'string' },
          weight: { type: 'number', exclusiveMinimum: 0 },
        },
        required: ['key', 'weight'],
      },
    });
  });

  it('documents the bodies that are checked by schemas', async () => {
    const { paths } = (await app.inject('/docs-json')).json();
    expect(paths['/checked/one'].put.requestBody).toEqual({
      required: false,
      content: { 'application/json': { schema: optional } },
    });
    expect(paths['/checked/either'].put.requestBody).toEqual({
      required: true,
      content: { 'application/json': { schema: { oneOf: [body, { ...optional, required: ['reason'] }] } } },
    });
  });

  it('is not ready while a part is not', async () => {
    app.get(Readiness).add({ name: 'bus', check: () => ({ ready: false, detail: 'no broker' }) });
    const answer = await app.inject('/health/ready');
    expect(answer.statusCode).toBe(503);
    expect(answer.json().checks.bus).toEqual({ ready: false, detail: 'no broker' });
  });
});
