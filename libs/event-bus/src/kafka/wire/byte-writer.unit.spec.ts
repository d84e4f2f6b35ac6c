import { ByteReader } from './byte-reader.js';
import { ByteWriter } from './byte-writer.js';

const NUMBERS = [0, 1, -1, 63, 64, -64, -65, 8191, 8192, 2 ** 31 - 1, -(2 ** 31)];
const TEXTS = [
  '',
  'a',
  'x'.repeat(63),
  'x'.repeat(64),
  'y'.repeat(9000),
  'Zürich',
  '日本',
  '👍🏽',
  `${'z'.repeat(80)}é`,
];

describe('bytes in the types of the protocol', () => {
  it('are read as they were written, however little room there was at first', () => {
    const writer = new ByteWriter(1);
    for (const number of NUMBERS) writer.varint(number);
    for (const number of [...NUMBERS, 2 ** 53 - 1, -(2 ** 53) + 1]) writer.int64(number);
    const reader = new ByteReader(writer.written);
    expect(NUMBERS.map(() => reader.varint())).toEqual(NUMBERS);
    expect(NUMBERS.map(() => reader.int64())).toEqual(NUMBERS);
    expect([reader.int64(), reader.int64(), reader.left]).toEqual([2 ** 53 - 1, -(2 ** 53) + 1, 0]);
  });

  it('hold texts as UTF-8 after their length in bytes', () => {
    const writer = new ByteWriter(1);
    for (const text of TEXTS) writer.sized(text);
    const reader = new ByteReader(writer.written);
    expect(TEXTS.map(() => String(reader.sized()))).toEqual(TEXTS);
  });

  it('tell nothing from an empty text', () => {
    const writer = new ByteWriter();
    for (const value of [null, undefined, '', Buffer.alloc(0)]) writer.sized(value);
    const reader = new ByteReader(writer.written);
    expect([1, 2, 3, 4].map(() => reader.sized()?.length)).toEqual([undefined, undefined, 0, 0]);
  });

  it('put the length before what it is the length of, whatever it takes', () => {
    const lengths = [100, 10, 0, 10_000, 1, 3_000_000, 63, 64];
    const writer = new ByteWriter(1);
    for (const length of lengths) {
      const from = writer.begin();
      for (let byte = 0; byte < length; byte += 1) writer.int8(byte & 0x7f);
      writer.end(from);
    }
    const reader = new ByteReader(writer.written);
    for (const length of lengths) {
      const bytes = reader.sized() ?? Buffer.alloc(0);
      expect(bytes).toHaveLength(length);
      expect(bytes.every((byte, index) => byte === (index & 0x7f))).toBe(true);
    }
  });

  it('hold times and their differences exactly', () => {
    // 300 and -300 as varints of 64 bits, and the largest difference that a number holds exactly.
    const reader = new ByteReader(Buffer.from('d804' + 'd704' + 'feffffffffffff1f', 'hex'));
    expect([reader.varlong(), reader.varlong(), reader.varlong()]).toEqual([300, -300, 2 ** 53 - 1]);
  });
});
