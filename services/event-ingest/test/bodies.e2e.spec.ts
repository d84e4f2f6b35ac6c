import { brotliCompressSync, constants, gzipSync } from 'node:zlib';
import type { IngestApp } from './ingest-app.js';
import { ingestApp, testKey } from './ingest-app.js';

const tracking = testKey(['track'], 1);
const url = '/api/v1/events';
const MEGABYTE = 1024 * 1024;

describe('bodies that event ingest reads', () => {
  let ingest: IngestApp;
  beforeAll(async () => {
    ingest = await ingestApp([tracking.created], (publish) => publish());
  });
  afterAll(() => ingest.stop());

  const post = (payload: string | Buffer, headers: Record<string, string>, query = '') =>
    ingest.app.inject({
      method: 'POST',
      url: `${url}${query}`,
      payload,
      headers: { 'x-api-key': tracking.key, 'content-type': 'application/json', ...headers },
    });
  const storedOf = async (unit: string) => (await ingest.stored()).filter(({ subject }) => subject === unit);
  const batchOf = (unit: string, count = 3) =>
    JSON.stringify(Array.from({ length: count }, () => ({ type: 'click', unit })));

  it.each([
    ['gzip', gzipSync],
    ['x-gzip', gzipSync],
    ['GZIP', gzipSync],
    ['br', brotliCompressSync],
  ])('are inflated: %s', async (encoding, compress) => {
    const unit = `in ${encoding}`;
    const answer = await post(compress(batchOf(unit)), { 'content-encoding': encoding });
    expect(answer.json()).toEqual({ accepted: 3 });
    expect(await storedOf(unit)).toHaveLength(3);
  });

  it('may be compressed on the other routes of clients, too', async () => {
    const answer = await ingest.app.inject({
      method: 'POST',
      url: '/api/v1/experiments/track-click',
      payload: gzipSync('{"userId":"tracked"}'),
      headers: { 'x-api-key': tracking.key, 'content-type': 'application/json', 'content-encoding': 'gzip' },
    });
    expect(answer.statusCode).toBe(202);
  });

  it.each([
    ['gzip', gzipSync],
    ['br', brotliCompressSync],
  ])('may hold 1 MB when they are inflated, and no byte more: %s', async (encoding, compress) => {
    const filled = (bytes: number) => batchOf('full', 1).padEnd(bytes, ' ');
    const full = await post(compress(filled(MEGABYTE)), { 'content-encoding': encoding });
    expect(full.statusCode).toBe(202);
    const over = await post(compress(filled(MEGABYTE + 1)), { 'content-encoding': encoding });
    expect(over.json()).toMatchObject({ status: 413, code: 'BODY_TOO_LARGE' });
  });

  it('that would inflate to 256 MB are refused without being inflated', async () => {
    const params = { [constants.BROTLI_PARAM_QUALITY]: 5, [constants.BROTLI_PARAM_LGWIN]: 24 };
    const bomb = brotliCompressSync(Buffer.alloc(256 * MEGABYTE, ' '), { params });
    expect(bomb.length).toBeLessThan(MEGABYTE);
    const before = process.memoryUsage().arrayBuffers;
    const answers = await Promise.all(
      Array.from({ length: 8 }, () => post(bomb, { 'content-encoding': 'br' })),
    );
    for (const answer of answers)
      expect(answer.json()).toMatchObject({ status: 413, code: 'BODY_TOO_LARGE' });
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(64 * MEGABYTE);
  });

  it.each([
    ['gzip', Buffer.from('no gzip'), 400, 'BODY_NOT_COMPRESSED'],
    ['gzip', gzipSync('[]').subarray(0, 12), 400, 'BODY_NOT_COMPRESSED'],
    ['br', Buffer.from([1, 2, 3]), 400, 'BODY_NOT_COMPRESSED'],
    ['gzip', gzipSync('[{'), 400, 'INVALID_JSON'],
    ['zstd', Buffer.from('x'), 415, 'UNSUPPORTED_ENCODING'],
    ['gzip, br', Buffer.from('x'), 415, 'UNSUPPORTED_ENCODING'],
  ])('that are not what they say are refused: %s %#', async (encoding, payload, status, code) => {
    const answer = await post(payload, { 'content-encoding': encoding });
    expect(answer.json()).toMatchObject({ status, code });
  });

  describe('as JSON lines', () => {
    const type = { 'content-type': 'application/x-ndjson' };

    it('hold an event a line; empty lines are passed over', async () => {
      const payload = '{"type":"click","unit":"lines"}\r\n\n  \n{"type":"view","unit":"lines"}';
      expect((await post(payload, type)).json()).toEqual({ accepted: 2 });
      const stored = await storedOf('lines');
      expect(stored.map(({ data }) => (data as { name: string }).name)).toEqual(['click', 'view']);
    });

    it('may be compressed', async () => {
      const payload = gzipSync('{"type":"click","unit":"zipped lines"}\n');
      expect((await post(payload, { ...type, 'content-encoding': 'gzip' })).json()).toEqual({ accepted: 1 });
    });

    it('name the line that is wrong, whatever is wrong with it', async () => {
      const payload = '{"type":"click","unit":"bad"}\n{"type":\n{"unit":"bad"}\n';
      expect((await post(payload, type)).json()).toMatchObject({
        status: 400,
        errors: [
          { index: 1, path: 'events[1]', code: 'INVALID_JSON' },
          { index: 2, path: 'events[2].type', code: 'FIELD_REQUIRED' },
        ],
      });
      expect((await post(payload, type, '?partial=true')).json()).toMatchObject({
        accepted: 1,
        refused: [{ index: 1 }, { index: 2 }],
      });
    });

    it('hold no more than a batch does', async () => {
      const payload = '{"type":"a","unit":"u"}\n'.repeat(1001);
      expect((await post(payload, type)).json()).toMatchObject({ errors: [{ code: 'BATCH_TOO_LARGE' }] });
      expect((await post('\n'.repeat(100), type)).json()).toMatchObject({
        errors: [{ code: 'BATCH_EMPTY' }],
      });
    });
  });

  it('may be text with JSON in it, with the key in the address, as sendBeacon sends it', async () => {
    const answer = await ingest.app.inject({
      method: 'POST',
      url: `${url}?key=${tracking.key}`,
      payload: batchOf('beacon'),
      headers: { 'content-type': 'text/plain;charset=UTF-8' },
    });
    expect(answer.json()).toEqual({ accepted: 3 });
  });

  it('are refused with the same caps in every form', async () => {
    const deep = `${'['.repeat(40)}${']'.repeat(40)}`;
    for (const contentType of ['application/json', 'text/plain'])
      expect((await post(deep, { 'content-type': contentType })).json()).toMatchObject({
        code: 'BODY_TOO_DEEP',
      });
    expect((await post(deep, { 'content-type': 'application/x-ndjson' })).json()).toMatchObject({
      errors: [{ path: 'events[0]', code: 'BODY_TOO_DEEP' }],
    });
  });

  it.each(['application/xml', 'multipart/form-data', 'text/html', ''])('are not %s', async (contentType) => {
    const answer = await post(batchOf('other'), { 'content-type': contentType });
    expect(answer.json()).toMatchObject({ status: 415, code: 'UNSUPPORTED_MEDIA_TYPE' });
  });
});
