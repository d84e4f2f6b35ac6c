import fc from 'fast-check';
import { hashesAfter, murmurHash3 } from '../../src/index.js';

describe('murmurHash3', () => {
  it.each([
    ['', 0, 0],
    ['', 1, 0x514e28b7],
    ['', 0xffffffff, 0x81f16f39],
    ['test', 0, 0xba6bd213],
    ['test', 0x9747b28c, 0x704b81dc],
    ['Hello, world!', 0, 0xc0363e43],
    ['Hello, world!', 0x9747b28c, 0x24884cba],
    ['The quick brown fox jumps over the lazy dog', 0, 0x2e4ff723],
    ['The quick brown fox jumps over the lazy dog', 0x9747b28c, 0x2fa826cd],
  ])('gives the published value for %j with seed %i', (text, seed, expected) => {
    expect(murmurHash3(text, seed)).toBe(expected);
  });

  it('reads UTF-8 bytes, not UTF-16 code units', () => {
    expect(murmurHash3('日本語')).toBe(0xa5a47297);
    expect(murmurHash3('😀')).toBe(0xbeb42efa);
  });

  it('reads a lone surrogate as the replacement character', () => {
    expect(murmurHash3('\ud800')).toBe(murmurHash3('\ufffd'));
  });
});

describe('hashesAfter', () => {
  const SEED = 20_240_601;
  const text = fc.oneof(
    fc.string({ unit: 'grapheme-ascii', maxLength: 40 }),
    fc.string({ unit: 'grapheme', maxLength: 40 }),
    fc.constantFrom('', 'x'.repeat(1_023), 'x'.repeat(1_024), 'é'.repeat(600)),
  );

  it('is the hash of the whole text, however it is cut in two', () => {
    fc.assert(
      fc.property(text, text, (beginning, rest) => {
        expect(hashesAfter(beginning)(rest)).toBe(murmurHash3(beginning + rest));
      }),
      { seed: SEED, numRuns: 2_000 },
    );
  });

  it('remembers nothing of the texts before', () => {
    const hash = hashesAfter('checkout:');
    const units = ['a', 'visitor-1', '日本語', '', 'x'.repeat(2_000), 'b'];
    const first = units.map((unit) => hash(unit));
    const other = hashesAfter('other:');
    units.forEach((unit) => other(unit));
    expect(units.map((unit) => hash(unit))).toEqual(first);
    expect(first).toEqual(units.map((unit) => murmurHash3(`checkout:${unit}`)));
  });
});
