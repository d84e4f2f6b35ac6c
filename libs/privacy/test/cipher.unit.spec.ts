import { randomBytes } from 'node:crypto';
import { closeBox, openBox } from '../src/cipher/box.js';
import { newDataKey } from '../src/cipher/data-key.js';
import { MasterKeys } from '../src/cipher/master-keys.js';
import { keyIdOf, openAttributes, sealAttributes } from '../src/cipher/sealed-attributes.js';

const KEY = newDataKey({ project: 'shop', unit: 'ada' });
const PLACE = { project: 'shop', unit: 'ada', eventId: '0195507f-9c00-7000-8000-000000000001' };
const ATTRIBUTES = { country: 'DE', 'E-Mail': 'ada@example.org', deep: { list: [1, 'ü', null] } };

/** Every byte changed, one at a time. */
const flipped = (box: Buffer): readonly Buffer[] =>
  Array.from(box, (byte, at) =>
    Buffer.concat([box.subarray(0, at), Buffer.of(byte ^ 1), box.subarray(at + 1)]),
  );

describe('a box', () => {
  const key = randomBytes(32);
  const box = closeBox(key, Buffer.from('content'), 'context');

  it('opens with its key and its context, and with nothing else', () => {
    expect(openBox(key, box, 'context')?.toString()).toBe('content');
    expect(openBox(randomBytes(32), box, 'context')).toBeUndefined();
    expect(openBox(key, box, 'another context')).toBeUndefined();
  });

  it('does not open when any of its bytes is another one, or some are missing', () => {
    expect(flipped(box).filter((one) => openBox(key, one, 'context') !== undefined)).toEqual([]);
    for (let length = 0; length < box.length; length += 1)
      expect(openBox(key, box.subarray(0, length), 'context')).toBeUndefined();
  });

  it('is another one each time', () => {
    expect(closeBox(key, Buffer.from('content'), 'context').equals(box)).toBe(false);
  });
});

describe('sealed attributes', () => {
  const sealed = sealAttributes(ATTRIBUTES, KEY, PLACE);

  it('say in clear which key opens them, and nothing else', () => {
    expect(keyIdOf(sealed)).toBe(KEY.id);
    expect(sealed).not.toMatch(/example|country/);
    expect(Buffer.from(sealed.split('.')[2] ?? '', 'base64url').toString('latin1')).not.toContain('example');
    expect(openAttributes(sealed, KEY, PLACE)).toEqual(ATTRIBUTES);
  });

  it.each([
    ['another event', { ...PLACE, eventId: '0195507f-9c00-7000-8000-000000000002' }],
    ['another unit', { ...PLACE, unit: 'bob' }],
    ['another project', { ...PLACE, project: 'other' }],
  ])('do not open for %s', (_whose, place) => {
    expect(openAttributes(sealed, KEY, place)).toBeUndefined();
  });

  it('open under an id in capital letters, which is the same', () => {
    expect(openAttributes(sealed, KEY, { ...PLACE, eventId: PLACE.eventId.toUpperCase() })).toEqual(
      ATTRIBUTES,
    );
  });

  it.each(['', 'text', '1', '1.key', '2.key.box', '1..box'])('are not %j', (text) => {
    expect(keyIdOf(text)).toBeUndefined();
  });
});

describe('master keys', () => {
  const [old, current] = [
    { id: 'old', secret: randomBytes(32) },
    { id: 'current', secret: randomBytes(32) },
  ];

  it('unwrap what any of them has wrapped; the first wraps what is new', () => {
    const before = new MasterKeys(old).wrap(KEY);
    const masters = new MasterKeys(current, [old]);
    expect(masters.unwrap(before)).toEqual(KEY);
    expect(masters.wrap(KEY).master).toBe('current');
    expect(before.wrapped.includes(KEY.secret)).toBe(false);
  });

  it('say so when one is missing, which can be mended', () => {
    const wrapped = new MasterKeys(old).wrap(KEY);
    expect(() => new MasterKeys(current).unwrap(wrapped)).toThrow(
      expect.objectContaining({ code: 'MASTER_KEY_MISSING', transient: true }),
    );
  });

  it('refuse a key that was changed, or given to another unit', () => {
    const masters = new MasterKeys(old);
    const { wrapped, ...key } = masters.wrap(KEY);
    const unreadable = expect.objectContaining({ code: 'DATA_KEY_UNREADABLE' });
    for (const one of flipped(wrapped))
      expect(() => masters.unwrap({ ...key, wrapped: one })).toThrow(unreadable);
    expect(() => masters.unwrap({ ...key, wrapped, unit: 'bob' })).toThrow(unreadable);
    expect(() => masters.unwrap({ ...key, wrapped, id: 'another' })).toThrow(unreadable);
  });
});
