import { crc32c } from './crc32c.js';

/** Bit by bit, as the polynomial is defined. */
function slowly(bytes: Uint8Array): number {
  let crc = 0xffffffff;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit += 1) crc = crc & 1 ? (crc >>> 1) ^ 0x82f63b78 : crc >>> 1;
  }
  return ~crc >>> 0;
}

describe('the checksum of batches', () => {
  it.each([
    ['no bytes', Buffer.alloc(0), 0],
    ['the digits 1 to 9', Buffer.from('123456789'), 0xe3069283],
    ['32 bytes of zeros', Buffer.alloc(32), 0x8a9136aa],
    ['32 bytes of ones', Buffer.alloc(32, 0xff), 0x62a8ab43],
    ['32 bytes that count up', Buffer.from(Array.from({ length: 32 }, (_, byte) => byte)), 0x46dd794e],
  ])('has the known value for %s', (_, bytes, known) => {
    expect(crc32c(bytes)).toBe(known);
  });

  it('is the same at every length and from every place', () => {
    const bytes = Buffer.from(Array.from({ length: 64 }, (_, index) => (index * 197 + 31) & 0xff));
    for (let from = 0; from < 10; from += 1)
      for (let to = from; to <= bytes.length; to += 1)
        expect(crc32c(bytes, from, to)).toBe(slowly(bytes.subarray(from, to)));
  });
});
