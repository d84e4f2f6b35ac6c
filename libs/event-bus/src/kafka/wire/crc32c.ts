const POLYNOMIAL = 0x82f63b78;
const AT_ONCE = 8;

const lookUp = (table: Int32Array, byte: number): number => table[byte & 0xff] ?? 0;

function remainderOf(byte: number): number {
  let rest = byte;
  for (let bit = 0; bit < 8; bit += 1) rest = rest & 1 ? (rest >>> 1) ^ POLYNOMIAL : rest >>> 1;
  return rest;
}

/** What a byte does to the checksum where one byte more comes after it. */
const withOneMore = (table: Int32Array): Int32Array => table.map((rest) => (rest >>> 8) ^ lookUp(LAST, rest));

/** What the last byte does; the other tables are named by how many bytes come after. */
const LAST = new Int32Array(256).map((_, byte) => remainderOf(byte));
const ONE = withOneMore(LAST);
const TWO = withOneMore(ONE);
const THREE = withOneMore(TWO);
const FOUR = withOneMore(THREE);
const FIVE = withOneMore(FOUR);
const SIX = withOneMore(FIVE);
const SEVEN = withOneMore(SIX);

const four = (word: number, a: Int32Array, b: Int32Array, c: Int32Array, d: Int32Array): number =>
  lookUp(a, word) ^ lookUp(b, word >>> 8) ^ lookUp(c, word >>> 16) ^ lookUp(d, word >>> 24);

/**
 * The CRC-32C (Castagnoli) of bytes from one index up to another, as Kafka's batches carry it: unsigned. O(n), eight
 * bytes at a time.
 * @see https://www.rfc-editor.org/rfc/rfc3720#appendix-B.4
 */
export function crc32c(bytes: Uint8Array, from = 0, to = bytes.length): number {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  let crc = -1;
  let index = from;
  for (; index + AT_ONCE <= to; index += AT_ONCE) {
    const first = crc ^ view.getInt32(index, true);
    const second = view.getInt32(index + 4, true);
    crc = four(first, SEVEN, SIX, FIVE, FOUR) ^ four(second, THREE, TWO, ONE, LAST);
  }
  for (; index < to; index += 1) crc = lookUp(LAST, crc ^ (bytes[index] ?? 0)) ^ (crc >>> 8);
  return ~crc >>> 0;
}
