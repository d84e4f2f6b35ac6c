import { hashesAfter } from '@assay/bucketing';

const BITS = 2 ** 26;
const PROBES = 4;
const BITS_IN_BYTE = 8;
const first = hashesAfter('linked-user:');
const second = hashesAfter('linked-user-step:');

/**
 * Which users may have been anonymous before: all that have, and a few others (with five million users, one in 200),
 * who are merely looked up in vain. A Bloom filter of 8 MiB, however many there are.
 * @see https://en.wikipedia.org/wiki/Bloom_filter
 */
export class LinkedUsers {
  private readonly bits = new Uint8Array(BITS / BITS_IN_BYTE);
  private isEmpty = true;

  add(project: string, user: string): void {
    this.isEmpty = false;
    for (const bit of bitsOf(project, user)) {
      const byte = bit >>> 3;
      this.bits[byte] = (this.bits[byte] ?? 0) | (1 << (bit & 7));
    }
  }

  /** False is certain. */
  mayBe(project: string, unit: string): boolean {
    if (this.isEmpty) return false;
    return bitsOf(project, unit).every((bit) => ((this.bits[bit >>> 3] ?? 0) & (1 << (bit & 7))) !== 0);
  }
}

function bitsOf(project: string, user: string): readonly number[] {
  const name = `${project}/${user}`;
  const [start, step] = [first(name), second(name) | 1];
  return Array.from({ length: PROBES }, (_, probe) => ((start + probe * step) >>> 0) & (BITS - 1));
}
