import { watchedRun } from '../../../test/support/watched.js';
import { metric } from '../../../test/support/events.js';
import type { Taken } from './latest-snapshot.fold.js';
import { latestSnapshot } from './latest-snapshot.fold.js';

const { data } = watchedRun(metric('bought'), []).snapshot;
const taken = (id: string, second: number, offsets: readonly number[]): Taken => ({
  id,
  time: new Date(second * 1_000).toISOString(),
  data: {
    ...data,
    offsets: offsets.map((offset, partition) => ({ topic: 'assay.interactions.v1', partition, offset })),
  },
});
const last = (...snapshots: readonly Taken[]): string | undefined =>
  snapshots.reduce<Taken | undefined>(latestSnapshot, undefined)?.id;

describe('the newest snapshot of a run', () => {
  it('is the one that covers the other, also where the clock of its taker is behind', () => {
    expect(last(taken('a', 60, [5, 5]), taken('b', 1, [6, 5]))).toBe('b');
    // By the clocks it would be the other one.
    expect(last(taken('a', 1, [6, 5]), taken('b', 60, [6, 4]))).toBe('a');
  });

  it('is the later one where both cover the same', () => {
    expect(last(taken('a', 1, [5]), taken('b', 2, [5]))).toBe('b');
    expect(last(taken('b', 2, [5]), taken('a', 1, [5]))).toBe('b');
  });

  it('does not change when snapshots come again', () => {
    const all = [taken('a', 1, [1]), taken('b', 2, [2]), taken('c', 3, [2])];
    expect(last(...all, ...all)).toBe('c');
  });
});
