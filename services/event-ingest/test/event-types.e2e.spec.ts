import { issueToken } from '@assay/auth';
import type { EventEnvelope } from '@assay/contracts';
import { eventually } from '@assay/testing';
import type { IngestApp } from './ingest-app.js';
import { TEST_SECRET } from '@assay/service-testing';
import { ingestApp, testKey } from './ingest-app.js';

const tracking = testKey(['track'], 1);
const types = '/api/v1/admin/event-types';
const schema = { required: ['plan'], properties: { plan: { enum: ['free', 'pro'] } } };

describe('registered event types', () => {
  let ingest: IngestApp;
  let editor: string;
  beforeAll(async () => {
    ingest = await ingestApp([tracking.created], (publish) => publish());
    editor = await issueToken({ secret: TEST_SECRET, subject: 'ada', role: 'editor', project: 'default' });
  });
  afterAll(() => ingest.stop());

  const call = (method: 'GET' | 'PUT' | 'DELETE', name: string, payload?: object, headers = {}) =>
    ingest.app.inject({
      method,
      url: name === '' ? types : `${types}/${name}`,
      headers: { authorization: `Bearer ${editor}`, ...headers },
      ...(payload === undefined ? {} : { payload }),
    });
  const send = (query: string, ...events: readonly object[]) =>
    ingest.app.inject({
      method: 'POST',
      url: `/api/v1/events${query}`,
      payload: events,
      headers: { 'x-api-key': tracking.key },
    });
  const storedOf = async (unit: string): Promise<readonly EventEnvelope[]> =>
    (await ingest.stored()).filter(({ subject }) => subject === unit);
  /** Waits until this process has read the definition. */
  const inForce = (name: string, version: number, status = 'registered') =>
    eventually(async () => {
      const { items } = (await call('GET', '')).json<{ items: { name: string }[] }>();
      expect(items.find((item) => item.name === name)).toMatchObject({ schemaVersion: version, status });
    });

  it('that are strict refuse events that do not fit, with the place', async () => {
    const defined = await call('PUT', 'signup', { schema, mode: 'strict' });
    expect(defined.statusCode).toBe(200);
    expect(defined.json()).toMatchObject({
      name: 'signup',
      schemaVersion: 1,
      status: 'registered',
      value: 'optional',
    });
    await inForce('signup', 1);
    const bad = { type: 'signup', unit: 'strict', attributes: { plan: 'gold' } };
    expect((await send('', bad)).json()).toMatchObject({
      status: 400,
      errors: [{ path: 'events[0].attributes.plan', value: 'gold', code: 'SCHEMA_VIOLATED' }],
    });
    expect((await send('', { type: 'signup', unit: 'strict' })).json()).toMatchObject({
      errors: [{ path: 'events[0].attributes.plan', message: 'is required' }],
    });
    const good = { type: 'signup', unit: 'strict', attributes: { plan: 'pro' } };
    expect((await send('', good)).statusCode).toBe(202);
    expect((await storedOf('strict')).map(({ data }) => data)).toEqual([
      expect.objectContaining({ name: 'signup', schemaVersion: 1 }),
    ]);
  });

  it('that warn take such events, say so, and mark them', async () => {
    await call('PUT', 'trial', { schema, mode: 'warn', value: 'required' });
    await inForce('trial', 1);
    const answer = await send('', { type: 'click', unit: 'warned' }, { type: 'trial', unit: 'warned' });
    expect(answer.json()).toEqual({
      accepted: 2,
      warnings: [{ index: 1, path: 'events[1]', message: 'value is required by the event type' }],
    });
    const [, trial] = await storedOf('warned');
    expect(trial?.data).toMatchObject({
      schemaVersion: 1,
      schemaProblem: 'value is required by the event type',
    });
  });

  it('that are off, or retired, ask nothing', async () => {
    await call('PUT', 'quiet', { schema: false, mode: 'strict' });
    await inForce('quiet', 1);
    expect((await send('', { type: 'quiet', unit: 'q' })).statusCode).toBe(400);
    await call('PUT', 'quiet', { schema: false, mode: 'off' });
    await inForce('quiet', 2);
    expect((await send('', { type: 'quiet', unit: 'q' })).statusCode).toBe(202);
    await call('PUT', 'quiet', { schema: false, mode: 'strict' });
    await inForce('quiet', 3);
    const retired = await call('DELETE', 'quiet', { reason: 'no longer sent' });
    expect(retired.json()).toMatchObject({ status: 'retired', schemaVersion: 3 });
    await inForce('quiet', 3, 'retired');
    expect((await send('', { type: 'quiet', unit: 'q' })).statusCode).toBe(202);
  });

  it('keep their history', async () => {
    const { items } = (await call('GET', 'quiet/history')).json<{ items: object[] }>();
    expect(items).toMatchObject([
      { event: 'EventTypeDefined', actor: 'user:ada', data: { schemaVersion: 1 } },
      { event: 'EventTypeDefined', data: { schemaVersion: 2, mode: 'off' } },
      { event: 'EventTypeDefined', data: { schemaVersion: 3 } },
      { event: 'EventTypeRetired', data: { reason: 'no longer sent' } },
    ]);
    expect((await call('GET', 'quiet')).json()).toMatchObject({ status: 'retired' });
  });

  it('are changed by who saw the last version only, when asked to', async () => {
    await call('PUT', 'guarded', { schema });
    expect((await call('PUT', 'guarded', { schema: true }, { 'if-match': '"7"' })).json()).toMatchObject({
      status: 412,
      code: 'EVENT_TYPE_CHANGED',
    });
    const changed = await call('PUT', 'guarded', { schema: true }, { 'if-match': '"1"' });
    expect(changed.json()).toMatchObject({ schemaVersion: 2 });
    expect((await call('PUT', 'guarded', { schema: true })).json()).toMatchObject({ schemaVersion: 2 });
  });

  it('may stand for all others: then nothing unknown is taken', async () => {
    await call('PUT', '*', { schema: false, mode: 'strict' });
    await inForce('*', 1);
    expect((await send('', { type: 'never heard of', unit: 'u' })).json()).toMatchObject({
      errors: [{ path: 'events[0].type', message: 'is not a registered event type' }],
    });
    const known = { type: 'signup', unit: 'u', attributes: { plan: 'pro' } };
    expect((await send('', known, { type: 'outcome', unit: 'u', success: true })).statusCode).toBe(202);
    await call('DELETE', '*', { reason: 'done' });
    await inForce('*', 1, 'retired');
    expect((await send('', { type: 'never heard of', unit: 'u' })).statusCode).toBe(202);
  });

  it('may have any name that clients send', async () => {
    const name = `größer als: 5 / ${'ü'.repeat(80)}`;
    const defined = await call('PUT', encodeURIComponent(name), { schema: true });
    expect(defined.json()).toMatchObject({ name, schemaVersion: 1 });
    expect((await call('GET', encodeURIComponent(name))).json()).toMatchObject({ name });
  });

  it.each([
    ['a remote reference', 'x', { schema: { $ref: 'https://a.example/s' } }, 422, 'SCHEMA_NOT_TAKEN'],
    ['what does not compile', 'x', { schema: { type: 'text' } }, 422, 'SCHEMA_NOT_TAKEN'],
    ['a costly pattern', 'x', { schema: { pattern: '(a+)+', maxLength: 9 } }, 422, 'SCHEMA_NOT_TAKEN'],
    ['no schema', 'x', {}, 400, 'VALIDATION_FAILED'],
    ['an unknown mode', 'x', { schema, mode: 'loud' }, 400, 'VALIDATION_FAILED'],
    ['an endless name', 'x'.repeat(101), { schema }, 400, 'VALIDATION_FAILED'],
    ['an exposure', 'exposure', { schema }, 422, 'EVENT_TYPE_RESERVED'],
  ])('are not made of %s', async (_case, name, payload, status, code) => {
    expect((await call('PUT', name, payload)).json()).toMatchObject({ status, code });
  });

  it('take null for what is left out', async () => {
    const made = await call('PUT', 'nulls', { schema, mode: null, value: null, description: null });
    expect(made.json()).toMatchObject({ name: 'nulls', mode: 'warn', value: 'optional' });
  });

  it('that are not there are said not to be', async () => {
    for (const answer of [await call('GET', 'nothing'), await call('DELETE', 'nothing', { reason: 'x' })])
      expect(answer.json()).toMatchObject({ status: 404, code: 'EVENT_TYPE_NOT_FOUND' });
    expect((await call('GET', 'nothing/history')).statusCode).toBe(404);
  });

  it('are for people who may edit; everyone else may not', async () => {
    const viewer = await issueToken({
      secret: TEST_SECRET,
      subject: 'bob',
      role: 'viewer',
      project: 'default',
    });
    const asViewer = { authorization: `Bearer ${viewer}` };
    expect((await call('PUT', 'x', { schema }, asViewer)).statusCode).toBe(403);
    expect((await call('GET', '', undefined, asViewer)).statusCode).toBe(200);
    expect((await ingest.app.inject({ url: types })).statusCode).toBe(401);
  });
});
