const PROBES = 4;
const BITS_EACH = 16;
const WORD = 32;

/** A second number from that of a text, odd, so that steps of it come to every bit. */
function stepOf(hash: number): number {
  const mixed = Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d);
  return (mixed ^ (mixed >>> 12)) | 1;
}

/**
 * Was a text added? No is certain; yes is wrong for 0.24 % of others once the filter is full: (1 − e^(−4/16))^4. It takes
 * two bytes for each text that it has room for.
 * @see Bloom, Space/time trade-offs in hash coding with allowable errors (1970), with two hashes in place of many: Kirsch
 * and Mitzenmacher, Less hashing, same performance (2006)
 */
export class BloomFilter {
  private readonly bits: Uint32Array;
  private room: number;

  /** @param capacity how many texts it has room for, a power of two from 2 to 2^26 */
  constructor(capacity: number) {
    this.bits = new Uint32Array((capacity * BITS_EACH) / WORD);
    this.room = capacity;
  }

  /** More can be added, but yes is wrong more often then. */
  get isFull(): boolean {
    return this.room <= 0;
  }

  /** @param hash 32 bits that stand for the text, evenly spread */
  add(hash: number): void {
    const { bits } = this;
    const mask = bits.length * WORD - 1;
    const step = stepOf(hash);
    for (let probe = 0, bit = hash & mask; probe < PROBES; probe += 1, bit = (bit + step) & mask)
      bits[bit >>> 5] = (bits[bit >>> 5] ?? 0) | (1 << (bit & 31));
    this.room -= 1;
  }

  /** @param hash as for {@link add} */
  mightContain(hash: number): boolean {
    const { bits } = this;
    const mask = bits.length * WORD - 1;
    const step = stepOf(hash);
    for (let probe = 0, bit = hash & mask; probe < PROBES; probe += 1, bit = (bit + step) & mask)
      if (((bits[bit >>> 5] ?? 0) & (1 << (bit & 31))) === 0) return false;
    return true;
  }
}
