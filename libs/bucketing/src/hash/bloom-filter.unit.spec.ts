import { BloomFilter } from './bloom-filter.js';
import { murmurHash3 } from './murmur-hash-3.js';

const CAPACITY = 4_096;
const hashes = (prefix: string, count: number): readonly number[] =>
  Array.from({ length: count }, (_, index) => murmurHash3(`${prefix}-${String(index)}`));

describe('a Bloom filter', () => {
  const filter = new BloomFilter(CAPACITY);
  for (const hash of hashes('added', CAPACITY)) filter.add(hash);

  it('has all that was added', () => {
    expect(hashes('added', CAPACITY).every((hash) => filter.mightContain(hash))).toBe(true);
  });

  it('takes about one of 400 others for one of them when it is full', () => {
    expect(filter.isFull).toBe(true);
    const wrong = hashes('other', 100_000).filter((hash) => filter.mightContain(hash)).length;
    expect(wrong).toBeGreaterThan(100);
    expect(wrong).toBeLessThan(500);
  });

  it('has nothing at first', () => {
    const empty = new BloomFilter(CAPACITY);
    expect(empty.isFull).toBe(false);
    expect(hashes('other', CAPACITY).some((hash) => empty.mightContain(hash))).toBe(false);
  });
});
