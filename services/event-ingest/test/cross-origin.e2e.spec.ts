import type { IngestApp } from './ingest-app.js';
import { ingestApp, testKey } from './ingest-app.js';

const SHOP = 'https://www.shop.example';
const shopKey = testKey(['track'], 1, ['https://*.shop.example']);
const serverKey = testKey(['track'], 2);
const events = '/api/v1/events';

describe('calls from pages of other origins', () => {
  let ingest: IngestApp;
  beforeAll(async () => {
    ingest = await ingestApp([shopKey.created, serverKey.created], (publish) => publish());
  });
  afterAll(() => ingest.stop());

  const preflight = (headers: Record<string, string>, url = events) =>
    ingest.app.inject({ method: 'OPTIONS', url, headers });
  const post = (key: string, origin?: string, payload: unknown = [{ type: 'click', unit: 'u' }]) =>
    ingest.app.inject({
      method: 'POST',
      url: events,
      payload: JSON.stringify(payload),
      headers: {
        'x-api-key': key,
        'content-type': 'application/json',
        ...(origin === undefined ? {} : { origin }),
      },
    });

  it.each([events, '/api/v1/experiments/track-click'])(
    'are announced by a preflight request: %s',
    async (url) => {
      const answer = await preflight(
        {
          origin: SHOP,
          'access-control-request-method': 'POST',
          'access-control-request-headers': 'content-type,x-api-key',
        },
        url,
      );
      expect(answer.statusCode).toBe(204);
      expect(answer.headers).toMatchObject({
        'access-control-allow-origin': SHOP,
        'access-control-allow-methods': 'POST',
        'access-control-allow-headers': 'content-type,x-api-key',
        vary: 'Origin',
      });
    },
  );

  it('are refused there when no key allows the page', async () => {
    const answer = await preflight({
      origin: 'https://evil.example',
      'access-control-request-method': 'POST',
    });
    expect(answer.json()).toMatchObject({ status: 403, code: 'ORIGIN_NOT_ALLOWED' });
    expect(answer.headers['access-control-allow-origin']).toBeUndefined();
  });

  it('are answered so that the page can read it, refusals included', async () => {
    const taken = await post(shopKey.key, SHOP);
    expect(taken.statusCode).toBe(202);
    const refused = await post(shopKey.key, SHOP, []);
    expect(refused.statusCode).toBe(400);
    for (const { headers } of [taken, refused])
      expect(headers).toMatchObject({ 'access-control-allow-origin': SHOP, vary: 'Origin' });
  });

  it('are refused when the key names other pages', async () => {
    for (const origin of ['https://evil.example', 'https://shop.example', 'null'])
      expect((await post(shopKey.key, origin)).json()).toMatchObject({
        status: 403,
        code: 'ORIGIN_NOT_ALLOWED',
      });
  });

  it('leave a key without pages to servers: the answer is for no page', async () => {
    const answer = await post(serverKey.key, SHOP);
    expect(answer.statusCode).toBe(202);
    expect(answer.headers['access-control-allow-origin']).toBeUndefined();
  });

  it('do not concern callers that are no pages', async () => {
    expect((await post(shopKey.key)).statusCode).toBe(202);
    expect((await preflight({})).headers['allow']).toBe('POST');
  });
});
