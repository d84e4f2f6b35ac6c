import { ApiKeyCreated, dataProblem } from '@assay/contracts';
import { createApiKey, hashApiKey, KeyRing, looksLikeApiKey } from '../src/index.js';
import { keyWith } from './keys.js';

describe('createApiKey', () => {
  const random = new Uint8Array(32).fill(255);
  const keyId = '0198c5a2-6f0e-7c3a-9d0b-1c5f3a2b4c6d';
  const { key, eventData } = createApiKey({ keyId, name: 'web shop', scopes: ['evaluate'], random });

  it('carries 256 random bits behind a prefix that can be recognised', () => {
    expect(key).toBe('assay_sdk_' + '_'.repeat(42) + '8');
    expect(looksLikeApiKey(key)).toBe(true);
  });

  it('stores the hash and a hint, never the key', () => {
    expect(eventData).toEqual({
      keyId,
      name: 'web shop',
      scopes: ['evaluate'],
      hash: hashApiKey(key),
      hint: 'assay_sdk_______',
    });
    expect(dataProblem(ApiKeyCreated, eventData)).toBeUndefined();
  });

  it('refuses less randomness', () => {
    expect(() => createApiKey({ keyId, name: 'x', scopes: ['track'], random: new Uint8Array(16) })).toThrow(
      'an API key takes 32 random bytes, got 16',
    );
  });

  it.each([
    '',
    'assay_sdk_',
    'assay_sdk_short',
    `assay_sdk_${'a'.repeat(44)}`,
    `other_sdk_${'a'.repeat(43)}`,
  ])('does not take "%s" for a key', (text) => {
    expect(looksLikeApiKey(text)).toBe(false);
  });
});

describe('KeyRing', () => {
  const first = keyWith(['evaluate'], 1);
  const second = keyWith(['track'], 2, 'shop');

  it('knows created keys, with their project and scopes', () => {
    const ring = new KeyRing();
    for (const { created } of [first, second]) ring.apply(created);
    expect(ring.size).toBe(2);
    expect(ring.find(second.key)).toEqual({
      outcome: 'valid',
      key: expect.objectContaining({ keyId: second.keyId, project: 'shop', scopes: ['track'] }),
    });
    expect(ring.find('assay_sdk_nobody')).toEqual({ outcome: 'unknown' });
  });

  it.each([
    ['in order', [first.created, first.revoked]],
    ['revocation first', [first.revoked, first.created]],
    ['creation delivered again', [first.created, first.revoked, first.created]],
  ])('never lets a revoked key in: %s', (_case, events) => {
    const ring = new KeyRing();
    for (const event of events) ring.apply(event);
    expect(ring.find(first.key).outcome).toBe('revoked');
  });

  it('leaves other keys alone', () => {
    const ring = new KeyRing();
    for (const event of [first.created, second.created, first.revoked]) ring.apply(event);
    expect(ring.find(second.key).outcome).toBe('valid');
  });

  it('turns a key away that it has let in many times, as soon as it is revoked', () => {
    const ring = new KeyRing();
    ring.apply(first.created);
    for (let call = 0; call < 5; call += 1) expect(ring.find(first.key).outcome).toBe('valid');
    ring.apply(first.revoked);
    expect(ring.find(first.key).outcome).toBe('revoked');
    expect(ring.withId(first.keyId)).toBeUndefined();
  });

  it('finds the next key of a text that nobody had', () => {
    const ring = new KeyRing();
    expect(ring.find(first.key).outcome).toBe('unknown');
    ring.apply(first.created);
    expect(ring.find(first.key).outcome).toBe('valid');
    expect(ring.withId(first.keyId)).toMatchObject({ keyId: first.keyId });
  });
});
