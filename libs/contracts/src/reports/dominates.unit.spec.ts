import { dominates } from './dominates.js';

const at = (offsets: readonly number[]) => ({
  offsets: offsets.map((offset, partition) => ({ topic: 'assay.interactions.v1', partition, offset })),
});

describe('snapshots of a run', () => {
  it.each([
    [[5, 5], [5, 5], true],
    [[6, 5], [5, 5], true],
    [[6, 4], [5, 5], false],
    [[5], [5, 5], false],
    [[5, 5, 1], [5, 5], true],
    [[], [], true],
  ])('at %j cover those at %j: %p', (next, current, expected) => {
    expect(dominates(at(next), at(current))).toBe(expected);
  });
});
