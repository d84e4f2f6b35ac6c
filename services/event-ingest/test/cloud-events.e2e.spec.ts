import { gzipSync } from 'node:zlib';
import { derivedId, timeOrderedId } from '@assay/contracts';
import type { IngestApp } from './ingest-app.js';
import { ingestApp, testKey } from './ingest-app.js';

const tracking = testKey(['track'], 1);
const STRUCTURED = { 'content-type': 'application/cloudevents+json; charset=utf-8' };
const BATCH = { 'content-type': 'application/cloudevents-batch+json' };
const time = '2026-02-01T00:00:00Z';

describe('CloudEvents over HTTP', () => {
  let ingest: IngestApp;
  beforeAll(async () => {
    ingest = await ingestApp([tracking.created], (publish) => publish());
  });
  afterAll(() => ingest.stop());

  const post = (payload: unknown, headers: Record<string, string>, query = '') =>
    ingest.app.inject({
      method: 'POST',
      url: `/api/v1/cloudevents${query}`,
      headers: { 'x-api-key': tracking.key, ...headers },
      ...(payload === undefined
        ? {}
        : { payload: Buffer.isBuffer(payload) ? payload : JSON.stringify(payload) }),
    });
  const storedOf = async (unit: string) => (await ingest.stored()).filter(({ subject }) => subject === unit);
  const event = (subject: string, more: object = {}) => ({
    specversion: '1.0',
    id: '1',
    source: '/shop',
    type: 'purchase',
    subject,
    time,
    ...more,
  });

  it('come in structured mode', async () => {
    const data = { value: '12.50', attributes: { plan: 'pro' }, country: 'NL' };
    const answer = await post(event('structured', { data, traceparent: '00-1-2-01' }), STRUCTURED);
    expect(answer.statusCode).toBe(202);
    const [stored] = await storedOf('structured');
    expect(answer.json()).toEqual({ accepted: 1, ids: [stored?.id] });
    expect(stored).toMatchObject({
      type: 'InteractionRecorded',
      time: '2026-02-01T00:00:00.000Z',
      data: { name: 'purchase', value: '12.5', attributes: { country: 'NL', plan: 'pro' } },
    });
  });

  it('come in binary mode, with and without data', async () => {
    const headers = {
      'ce-specversion': '1.0',
      'ce-id': '1',
      'ce-source': '/shop',
      'ce-type': 'caf%C3%A9',
      'ce-subject': 'binary',
      'ce-time': time,
    };
    const withData = await post({ value: 3 }, { ...headers, 'content-type': 'application/json' });
    expect(withData.statusCode).toBe(202);
    expect((await post(undefined, { ...headers, 'ce-id': '2' })).statusCode).toBe(202);
    const stored = await storedOf('binary');
    expect(stored.map(({ data }) => data)).toEqual([
      expect.objectContaining({ name: 'café', value: '3' }),
      expect.objectContaining({ name: 'café' }),
    ]);
  });

  it('are warned of by the path in the event when they come alone', async () => {
    const data = { success: true, flag: 'search', activation: derivedId('nobody') };
    const answer = await post(event('alone', { type: 'outcome', data }), STRUCTURED);
    expect(answer.json()).toMatchObject({
      accepted: 1,
      warnings: [{ index: 0, path: 'activation', code: 'ACTIVATION_UNKNOWN' }],
    });
  });

  it('come in batches, taken whole or refused whole, or the good ones', async () => {
    const batch = [event('batch'), event('batch', { id: '2', type: 'click' })];
    expect((await post(batch, BATCH)).json()).toEqual({ accepted: 2 });
    const mixed = [
      event('mixed'),
      { ...event('mixed'), specversion: '0.3' },
      event('mixed', { data: { value: 'x' } }),
    ];
    expect((await post(mixed, BATCH)).json()).toMatchObject({
      status: 400,
      errors: [
        { index: 1, path: 'events[1].specversion', value: '0.3' },
        { index: 2, path: 'events[2].value', value: 'x' },
      ],
    });
    expect((await post(mixed, BATCH, '?partial=true')).json()).toMatchObject({ accepted: 1 });
    expect(await storedOf('mixed')).toHaveLength(1);
  });

  it('carry exposures and outcomes, compressed or not', async () => {
    const exposure = event('typed', { type: 'exposure', data: { experiment: 'checkout', variant: 'blue' } });
    const outcome = event('typed', { id: '2', type: 'outcome', data: { success: false, latencyMs: 12 } });
    const payload = gzipSync(JSON.stringify([exposure, outcome]));
    expect((await post(payload, { ...BATCH, 'content-encoding': 'gzip' })).statusCode).toBe(202);
    expect((await storedOf('typed')).map(({ type }) => type)).toEqual(['UnitExposed', 'OutcomeRecorded']);
  });

  it('are the same by source and id, or by a UUIDv7 of their own', async () => {
    const ids = async (more: object) =>
      (await post(event('same', more), STRUCTURED)).json<{ ids: string[] }>().ids[0];
    const first = await ids({});
    expect(await ids({})).toBe(first);
    expect(await ids({ source: '/other' })).not.toBe(first);
    const own = timeOrderedId(1_770_000_000_000, 'own');
    expect(await ids({ id: own, time: undefined })).toBe(own);
  });

  it('are corrected by the extension sentat', async () => {
    await post(event('skewed', { sentat: '2026-02-01T00:00:30Z' }), STRUCTURED);
    const [stored] = await storedOf('skewed');
    expect(stored?.data).toMatchObject({ clientTime: '2026-02-01T00:00:00.000Z' });
  });

  it('name the unit as subject or in data; both must agree', async () => {
    const inData = event('x', { subject: undefined, data: { unit: 'in data' } });
    expect((await post(inData, STRUCTURED)).statusCode).toBe(202);
    expect(await storedOf('in data')).toHaveLength(1);
    const both = await post(event('one', { data: { unit: 'two' } }), STRUCTURED);
    expect(both.json()).toMatchObject({ errors: [{ code: 'UNIT_AMBIGUOUS' }] });
  });

  it.each([
    ['no id', { id: undefined }, 'id', 'FIELD_REQUIRED'],
    ['no source', { source: undefined }, 'source', 'FIELD_REQUIRED'],
    ['no unit', { subject: undefined }, 'subject', 'FIELD_REQUIRED'],
    ['no time for an id of its own', { time: undefined }, 'time', 'ID_NEEDS_TIME'],
    ['an id without end', { id: 'x'.repeat(201) }, 'id', 'FIELD_INVALID'],
    ['data that are text', { data: 'text' }, 'data', 'FIELD_INVALID'],
    ['data that are bytes', { data_base64: 'AAAA' }, 'data_base64', 'FIELD_INVALID'],
    ['data that are no JSON', { datacontenttype: 'application/xml' }, 'datacontenttype', 'FIELD_INVALID'],
    ['attributes that are a list', { data: { attributes: [1], more: 1 } }, 'attributes', 'FIELD_INVALID'],
  ])('are refused with %s', async (_case, more, path, code) => {
    expect((await post(event('bad', more), STRUCTURED)).json()).toMatchObject({
      status: 400,
      errors: [{ path, code }],
    });
  });

  it('are refused in a mode that nobody knows', async () => {
    const json = { 'content-type': 'application/json' };
    expect((await post({}, json)).json()).toMatchObject({ status: 415, code: 'CLOUDEVENTS_MODE_UNKNOWN' });
    expect((await post({}, BATCH)).json()).toMatchObject({ code: 'CLOUDEVENTS_LIST_EXPECTED' });
    expect((await post([], BATCH)).json()).toMatchObject({ errors: [{ code: 'BATCH_EMPTY' }] });
    const broken = { ...json, 'ce-specversion': '1.0', 'ce-id': '%FF' };
    expect((await post({}, broken)).json()).toMatchObject({ status: 400, code: 'HEADER_INVALID' });
  });
});
