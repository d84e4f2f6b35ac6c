import { ApiKeyCreated, dataProblem } from '@assay/contracts';
import { allowsOrigin, createApiKey, KeyRing } from '../src/index.js';
import { keyWith } from './keys.js';

const SHOP = 'https://shop.example';

describe('the pages that may use a key', () => {
  it.each([
    [SHOP, [SHOP]],
    ['http://localhost:5173', ['https://a.example', 'http://localhost:5173']],
    ['https://www.shop.example', ['https://*.shop.example']],
    ['https://a.b.shop.example', ['https://*.shop.example']],
    ['https://anything.example', ['*']],
  ])('%s is allowed by %p', (origin, allowed) => {
    expect(allowsOrigin(allowed, origin)).toBe(true);
  });

  it.each([
    [SHOP, []],
    [SHOP, ['https://*.shop.example']],
    ['http://shop.example', [SHOP]],
    ['https://shop.example:8443', [SHOP]],
    ['https://evilshop.example', ['https://*.shop.example']],
    ['https://.shop.example', ['https://*.shop.example']],
    ['http://www.shop.example', ['https://*.shop.example']],
    ['https://shop.example.evil.example', [SHOP, 'https://*.shop.example']],
    ['null', [SHOP]],
  ])('%s is not allowed by %p', (origin, allowed) => {
    expect(allowsOrigin(allowed, origin)).toBe(false);
  });

  it.each([
    ['https://shop.example/path', false],
    ['shop.example', false],
    ['https://*', false],
    ['ftp://shop.example', false],
    ['https://SHOP.example', false],
    [SHOP, true],
    ['http://localhost:5173', true],
    ['https://*.shop.example:8443', true],
    ['*', true],
  ])('a key can name %s: %p', (origin, can) => {
    const random = new Uint8Array(32);
    const keyId = '0198c5a2-6f0e-7c3a-9d0b-1c5f3a2b4c6d';
    const { eventData } = createApiKey({ keyId, name: 'x', scopes: ['track'], origins: [origin], random });
    expect(dataProblem(ApiKeyCreated, eventData) === undefined).toBe(can);
  });
});

describe('a preflight request, which carries no key', () => {
  it('is answered when some key that is still valid allows the page', () => {
    const open = keyWith(['track'], 1, 'default', [SHOP]);
    const ring = new KeyRing();
    ring.apply(keyWith(['track'], 2).created);
    expect(ring.opensTo(SHOP)).toBe(false);
    ring.apply(open.created);
    expect(ring.opensTo(SHOP)).toBe(true);
    expect(ring.opensTo('https://other.example')).toBe(false);
    ring.apply(open.revoked);
    expect(ring.opensTo(SHOP)).toBe(false);
  });
});
