const SEED = 0x9747b28c;
const M = 0x5bd1e995;

const mix = (word: number): number => {
  const product = Math.imul(word, M);
  return Math.imul(product ^ (product >>> 24), M);
};

/** The one to three bytes after the last whole word, mixed into the hash. */
function mixTail(hash: number, bytes: Buffer, start: number): number {
  const left = bytes.length - start;
  if (left === 0) return hash;
  let mixed = hash;
  for (let index = left - 1; index >= 0; index -= 1) mixed ^= (bytes[start + index] ?? 0) << (8 * index);
  return Math.imul(mixed, M);
}

/** MurmurHash2, 32 bit, with the seed that Kafka's clients use for keys. */
function murmur2(bytes: Buffer): number {
  const whole = bytes.length - (bytes.length % 4);
  let hash = SEED ^ bytes.length;
  for (let index = 0; index < whole; index += 4) hash = Math.imul(hash, M) ^ mix(bytes.readInt32LE(index));
  hash = mixTail(hash, bytes, whole);
  hash = Math.imul(hash ^ (hash >>> 13), M);
  return hash ^ (hash >>> 15);
}

/**
 * The partition of a key, as Kafka's default partitioner chooses it, so that a log keeps its layout when it moves
 * from one implementation to the other.
 */
export const partitionOfKey = (key: string, partitions: number): number =>
  (murmur2(Buffer.from(key)) & 0x7fffffff) % partitions;
