import { appendAscii, encodeUtf8, scratchBytes } from './utf8.js';

// Taken out of the global once: looking it up costs more than the multiplication where globals are intercepted.
const { imul } = Math;
const C1 = 0xcc9e2d51;
const C2 = 0x1b873593;

const rotateLeft = (value: number, bits: number): number => (value << bits) | (value >>> (32 - bits));

const scramble = (block: number): number => imul(rotateLeft(imul(block, C1), 15), C2);

// A byte that is not there (past the end of the array) counts as 0 in bitwise operations.
const blockAt = (bytes: Uint8Array, at: number): number =>
  bytes[at] | (bytes[at + 1] << 8) | (bytes[at + 2] << 16) | (bytes[at + 3] << 24);

const tailMask = (count: number): number => 0xffffffff >>> (8 * (4 - count));

function finalise(hash: number): number {
  let mixed = imul(hash ^ (hash >>> 16), 0x85ebca6b);
  mixed = imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
  return (mixed ^ (mixed >>> 16)) >>> 0;
}

/**
 * Which number stands for this text? MurmurHash3 (x86, 32 bits) over its UTF-8 bytes: fast, evenly spread and the
 * same in every language and on every machine. Not cryptographic: whoever may choose ids can choose buckets.
 *
 * Lone surrogates become U+FFFD, as everywhere in UTF-8.
 * @param text any text, the empty one included
 * @param seed 32-bit integer
 * @returns an integer in [0, 2^32)
 * @see https://github.com/aappleby/smhasher/blob/master/src/MurmurHash3.cpp
 * @example murmurHash3('Hello, world!') // 0xc0363e43
 */
export function murmurHash3(text: string, seed = 0): number {
  const { bytes, length } = encodeUtf8(text);
  return finish(mix(seed | 0, bytes, length), bytes, length, length);
}

/** Mixes the whole blocks of four bytes into the state. */
function mix(state: number, bytes: Uint8Array, length: number): number {
  const whole = length & ~3;
  let hash = state;
  for (let at = 0; at < whole; at += 4) {
    hash ^= scramble(blockAt(bytes, at));
    hash = (imul(rotateLeft(hash, 13), 5) + 0xe6546b64) | 0;
  }
  return hash;
}

/** The last one to three bytes, and the length of the whole text. */
function finish(state: number, bytes: Uint8Array, length: number, total: number): number {
  const rest = length & 3;
  const tail = rest > 0 ? scramble(blockAt(bytes, length & ~3) & tailMask(rest)) : 0;
  return finalise(state ^ tail ^ total);
}

/**
 * The hash of everything that begins with the same text: what can be worked out of the beginning is worked out once,
 * and no text is put together for each call.
 * @example hashesAfter('checkout:')('visitor-1') === murmurHash3('checkout:visitor-1')
 */
export function hashesAfter(beginning: string): (text: string) => number {
  const { bytes, length } = encodeUtf8(beginning);
  const state = mix(0, bytes, length);
  const left = bytes.slice(length & ~3, length);
  const scratch = scratchBytes();
  return (text) => {
    for (let at = 0; at < left.length; at += 1) scratch[at] = left[at] ?? 0;
    if (!appendAscii(scratch, left.length, text)) return murmurHash3(beginning + text);
    const pending = left.length + text.length;
    return finish(mix(state, scratch, pending), scratch, pending, length + text.length);
  };
}
