import { highHash, lowHash } from './member-hash.js';
import type { SegmentMembers } from './segment.js';

/** The largest list that a segment may have. */
export const MOST_MEMBERS = 1_000_000;

const FIRST_CAPACITY = 1_024;

/**
 * Who belongs to a list, as sorted 64-bit hashes: 8 bytes for each member, however long its name. A stranger is
 * taken for a member with a probability of (number of members) ÷ 2^64.
 */
export class MemberSet implements SegmentMembers {
  /** Pairs of (low, high) halves, ascending. */
  private constructor(private readonly halves: Uint32Array) {}

  static of(members: Iterable<string>): MemberSet {
    const builder = new MemberSetBuilder();
    for (const member of members) builder.add(member);
    return builder.build();
  }

  /** What `bytes` gave, wherever it was kept. */
  static fromBytes(bytes: Uint8Array): MemberSet {
    const copy = bytes.slice();
    return new MemberSet(new Uint32Array(copy.buffer, 0, copy.length >> 2));
  }

  static fromSorted(sorted: BigUint64Array): MemberSet {
    return new MemberSet(new Uint32Array(sorted.buffer, sorted.byteOffset, sorted.length * 2));
  }

  get size(): number {
    return this.halves.length / 2;
  }

  get bytes(): Uint8Array {
    return new Uint8Array(this.halves.buffer, this.halves.byteOffset, this.halves.byteLength);
  }

  has(member: string): boolean {
    const high = highHash(member);
    let [from, to] = [0, this.size];
    while (from < to) {
      const middle = (from + to) >>> 1;
      if ((this.halves[2 * middle + 1] ?? 0) < high) from = middle + 1;
      else to = middle;
    }
    return this.hasLow(from, high, lowHash(member));
  }

  private hasLow(from: number, high: number, low: number): boolean {
    for (let at = from; this.halves[2 * at + 1] === high; at += 1)
      if (this.halves[2 * at] === low) return true;
    return false;
  }
}

/** Takes members one by one, as they arrive in an upload; repeats count once. */
export class MemberSetBuilder {
  private hashes = new BigUint64Array(FIRST_CAPACITY);
  private halves = new Uint32Array(this.hashes.buffer);
  private count = 0;

  /** @returns false where the list already has 1,000,000 entries and this one was not taken */
  add(member: string): boolean {
    if (this.count >= MOST_MEMBERS) return false;
    if (this.count === this.hashes.length) this.grow();
    this.halves[2 * this.count] = lowHash(member);
    this.halves[2 * this.count + 1] = highHash(member);
    this.count += 1;
    return true;
  }

  build(): MemberSet {
    const sorted = this.hashes.slice(0, this.count).sort();
    let kept = 0;
    for (const hash of sorted) {
      if (kept > 0 && sorted[kept - 1] === hash) continue;
      sorted[kept] = hash;
      kept += 1;
    }
    return MemberSet.fromSorted(sorted.slice(0, kept));
  }

  private grow(): void {
    const larger = new BigUint64Array(this.hashes.length * 2);
    larger.set(this.hashes);
    this.hashes = larger;
    this.halves = new Uint32Array(larger.buffer);
  }
}
