import { murmurHash3 } from '../hash/murmur-hash-3.js';
import { encodeUtf8 } from '../hash/utf8.js';

const { imul } = Math;
const FNV_START = 0x811c9dc5;
const FNV_PRIME = 0x01000193;
const MURMUR_SEED = 0x5e6d;

function fnv1a(text: string): number {
  const { bytes, length } = encodeUtf8(text);
  let hash = FNV_START;
  for (let at = 0; at < length; at += 1) hash = imul(hash ^ (bytes[at] ?? 0), FNV_PRIME);
  return hash >>> 0;
}

/** 64 bits in two halves. Two different functions: two seeds of one function collide on the same texts too often. */
export const highHash = (member: string): number => murmurHash3(member, MURMUR_SEED);
export const lowHash = fnv1a;
