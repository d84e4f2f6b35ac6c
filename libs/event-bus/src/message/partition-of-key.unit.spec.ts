import { Partitioners } from 'kafkajs';
import { partitionOfKey } from './partition-of-key.js';

describe('partitionOfKey', () => {
  it('chooses the partition that Kafka’s default partitioner chooses', () => {
    const partitioner = Partitioners.DefaultPartitioner();
    const partitionMetadata = Array.from({ length: 6 }, (_, partitionId) => ({ partitionId, leader: 0 }));
    const keys = ['', 'a', 'ab', 'abc', 'abcd', 'default/unit-ß', '\u{1F600}\u0000'].concat(
      Array.from({ length: 500 }, (_, n) => `default/unit-${String(n * 7919)}`),
    );
    const theirs = keys.map((key) =>
      partitioner({ topic: 't', partitionMetadata: partitionMetadata as never, message: { key, value: '' } }),
    );
    expect(keys.map((key) => partitionOfKey(key, 6))).toEqual(theirs);
  });

  it('spreads units evenly', () => {
    const counts = [0, 0, 0, 0, 0, 0];
    for (let n = 0; n < 60_000; n += 1) {
      const partition = partitionOfKey(`default/unit-${String(n)}`, 6);
      counts[partition] = (counts[partition] ?? 0) + 1;
    }
    for (const count of counts) expect(Math.abs(count - 10_000)).toBeLessThan(500);
  });
});
