import type { BucketingAlgorithm } from '../hash/bucketing-algorithm.js';
import { digestAlgorithm } from './digest.algorithm.js';
import { paddedBlocks, wordsAsBytes } from './padded.js';

const PRIMES = [
  2, 3, 5, 7, 11, 13, 17, 19, 23, 29, 31, 37, 41, 43, 47, 53, 59, 61, 67, 71, 73, 79, 83, 89, 97, 101, 103,
  107, 109, 113, 127, 131, 137, 139, 149, 151, 157, 163, 167, 173, 179, 181, 191, 193, 197, 199, 211, 223,
  227, 229, 233, 239, 241, 251, 257, 263, 269, 271, 277, 281, 283, 293, 307, 311,
];

// The first 32 bits of the fractions of roots, as FIPS 180-4 defines its constants. A double has enough digits: the
// integer part of these roots needs three bits, the fraction is wanted to 32.
const fraction = (root: number): number => ((root - Math.floor(root)) * 2 ** 32) | 0;
const ROUND_CONSTANTS = Int32Array.from(PRIMES, (prime) => fraction(Math.cbrt(prime)));
const START = PRIMES.slice(0, 8).map((prime) => fraction(Math.sqrt(prime)));
const ROUNDS = ROUND_CONSTANTS.length;

const rotateRight = (value: number, bits: number): number => (value >>> bits) | (value << (32 - bits));

// One schedule for all calls: nothing is awaited in between.
const schedule = new Int32Array(ROUNDS);

function fillSchedule(view: DataView, offset: number): void {
  for (let index = 0; index < 16; index += 1) schedule[index] = view.getInt32(offset + 4 * index);
  for (let index = 16; index < ROUNDS; index += 1) {
    const [near, far] = [schedule[index - 2] ?? 0, schedule[index - 15] ?? 0];
    const nearMixed = rotateRight(near, 17) ^ rotateRight(near, 19) ^ (near >>> 10);
    const farMixed = rotateRight(far, 7) ^ rotateRight(far, 18) ^ (far >>> 3);
    schedule[index] = (schedule[index - 16] ?? 0) + farMixed + (schedule[index - 7] ?? 0) + nearMixed;
  }
}

function block(state: Int32Array): void {
  let [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0, g = 0, h = 0] = state;
  for (let round = 0; round < ROUNDS; round += 1) {
    const high = rotateRight(e, 6) ^ rotateRight(e, 11) ^ rotateRight(e, 25);
    const chosen = (e & f) ^ (~e & g);
    const first = (h + high + chosen + (ROUND_CONSTANTS[round] ?? 0) + (schedule[round] ?? 0)) | 0;
    const low = rotateRight(a, 2) ^ rotateRight(a, 13) ^ rotateRight(a, 22);
    const majority = (a & b) ^ (a & c) ^ (b & c);
    h = g;
    g = f;
    f = e;
    e = (d + first) | 0;
    d = c;
    c = b;
    b = a;
    a = (first + low + majority) | 0;
  }
  [a, b, c, d, e, f, g, h].forEach((word, index) => (state[index] = (state[index] ?? 0) + word));
}

/**
 * The 32 bytes of a text's SHA-256 (over UTF-8), without a platform's cryptography, which browsers have only
 * asynchronously.
 * @see https://csrc.nist.gov/pubs/fips/180-4/upd1/final
 */
export function sha256Digest(text: string): Uint8Array {
  const view = paddedBlocks(text, false);
  const state = Int32Array.from(START);
  for (let offset = 0; offset < view.byteLength; offset += 64) {
    fillSchedule(view, offset);
    block(state);
  }
  return wordsAsBytes(state, false);
}

/** Lower-case hex of a text's SHA-256: the `digest` of a snapshot. */
export const sha256Hex = (text: string): string =>
  Array.from(sha256Digest(text), (byte) => byte.toString(16).padStart(2, '0')).join('');

/** SHA-256 as a big-endian unsigned integer, modulo 100. */
export const sha256: BucketingAlgorithm = digestAlgorithm(sha256Digest);
