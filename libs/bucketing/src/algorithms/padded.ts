import { encodeUtf8 } from '../hash/utf8.js';

const { ceil, floor } = Math;
const BLOCK_BYTES = 64;
const LENGTH_BYTES = 8;
const WORD_BITS = 32;

// One block is enough for nearly every unit; it is read before the next text is padded.
const single = new Uint8Array(BLOCK_BYTES);
const singleView = new DataView(single.buffer);

function blank(blocks: number): Uint8Array {
  return blocks === 1 ? single.fill(0) : new Uint8Array(blocks * BLOCK_BYTES);
}

/**
 * A text as the 512-bit blocks that MD5 and SHA-2 read: its UTF-8 bytes, a one bit, zeros, its length in bits. To be
 * read before the next call.
 */
export function paddedBlocks(text: string, littleEndian: boolean): DataView {
  const { bytes, length } = encodeUtf8(text);
  const padded = blank(ceil((length + 1 + LENGTH_BYTES) / BLOCK_BYTES));
  for (let at = 0; at < length; at += 1) padded[at] = bytes[at] ?? 0;
  padded[length] = 0x80;
  const view = padded === single ? singleView : new DataView(padded.buffer);
  const end = padded.length - LENGTH_BYTES;
  const [low, high] = [(length * 8) >>> 0, floor((length * 8) / 2 ** WORD_BITS)];
  view.setUint32(end, littleEndian ? low : high, littleEndian);
  view.setUint32(end + 4, littleEndian ? high : low, littleEndian);
  return view;
}

/** Words as bytes, in the digest's byte order. */
export function wordsAsBytes(words: Int32Array, littleEndian: boolean): Uint8Array {
  const bytes = new Uint8Array(words.length * 4);
  for (let at = 0; at < bytes.length; at += 1) {
    const place = littleEndian ? at & 3 : 3 - (at & 3);
    bytes[at] = (words[at >> 2] ?? 0) >>> (8 * place);
  }
  return bytes;
}
