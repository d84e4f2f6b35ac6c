import type { BucketingAlgorithm } from '../hash/bucketing-algorithm.js';
import { digestAlgorithm } from './digest.algorithm.js';
import { paddedBlocks, wordsAsBytes } from './padded.js';

const { abs, floor, sin } = Math;
const STEPS = 64;
const SHIFTS = [7, 12, 17, 22, 5, 9, 14, 20, 4, 11, 16, 23, 6, 10, 15, 21];
// The integer part of 2^32 × |sin(i + 1)|, as RFC 1321 defines them.
const SINES = Int32Array.from({ length: STEPS }, (_, step) => floor(abs(sin(step + 1)) * 2 ** 32) | 0);
/** Which word of the block a step reads: times and plus of its round. */
const WORDS = [
  [1, 0],
  [5, 1],
  [3, 5],
  [7, 0],
] as const;
const WORD_OF_STEP = Uint8Array.from({ length: STEPS }, (_, step) => {
  const [times, plus] = WORDS[step >> 4] ?? [1, 0];
  return (times * step + plus) % 16;
});
const SHIFT_OF_STEP = Uint8Array.from(
  { length: STEPS },
  (_, step) => SHIFTS[(step >> 4) * 4 + (step % 4)] ?? 0,
);

const START = [0x67452301, 0xefcdab89 | 0, 0x98badcfe | 0, 0x10325476];

const rotateLeft = (value: number, bits: number): number => (value << bits) | (value >>> (32 - bits));

/** What a round mixes of b, c and d. */
function mixed(round: number, b: number, c: number, d: number): number {
  if (round === 0) return (b & c) | (~b & d);
  if (round === 1) return (d & b) | (~d & c);
  return round === 2 ? b ^ c ^ d : c ^ (b | ~d);
}

function block(view: DataView, offset: number, state: Int32Array): void {
  let [a = 0, b = 0, c = 0, d = 0] = state;
  for (let step = 0; step < STEPS; step += 1) {
    const word = view.getInt32(offset + 4 * (WORD_OF_STEP[step] ?? 0), true);
    const sum = (a + mixed(step >> 4, b, c, d) + (SINES[step] ?? 0) + word) | 0;
    a = d;
    d = c;
    c = b;
    b = (b + rotateLeft(sum, SHIFT_OF_STEP[step] ?? 0)) | 0;
  }
  state[0] = (state[0] ?? 0) + a;
  state[1] = (state[1] ?? 0) + b;
  state[2] = (state[2] ?? 0) + c;
  state[3] = (state[3] ?? 0) + d;
}

/**
 * The 16 bytes of a text's MD5 (over UTF-8). For keeping units where another system put them; broken as a signature.
 * @see https://www.rfc-editor.org/rfc/rfc1321
 */
export function md5Digest(text: string): Uint8Array {
  const view = paddedBlocks(text, true);
  const state = Int32Array.from(START);
  for (let offset = 0; offset < view.byteLength; offset += 64) block(view, offset, state);
  return wordsAsBytes(state, true);
}

/** MD5 as a big-endian unsigned integer, modulo 100. */
export const md5: BucketingAlgorithm = digestAlgorithm(md5Digest);
