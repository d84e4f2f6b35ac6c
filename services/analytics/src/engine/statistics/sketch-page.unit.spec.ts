import { bucketsOf, PAGE_SIZE, placeOf, readPage, withZeros } from './sketch-page.js';

const pageOf = (...buckets: readonly number[]) =>
  buckets.map((bucket) => {
    const { page, place } = placeOf(bucket);
    return { page, counts: Array.from({ length: PAGE_SIZE }, (_, index) => (index === place ? 1 : 0)) };
  });

describe('pages of a sketch', () => {
  it.each([-2000, -129, -128, -127, -1, 1, 127, 128, 1_544])(
    'hold bucket %i at a place of its own',
    (bucket) => {
      expect(bucketsOf(pageOf(bucket), 1)).toEqual([[bucket, 1]]);
    },
  );

  it('of several partitions are added up, in the order of their buckets', () => {
    expect(bucketsOf(pageOf(150, -3, 150, 5), 4)).toEqual([
      [-3, 1],
      [5, 1],
      [150, 2],
    ]);
  });

  it('are read as the database writes them', () => {
    expect(readPage({ page: -1, counts: '{0,3,1}' })).toEqual({ page: -1, counts: [0, 3, 1] });
  });

  it('without units have no buckets', () => {
    expect(bucketsOf([{ page: 0, counts: new Array<number>(PAGE_SIZE).fill(0) }], 0)).toEqual([]);
  });

  it.each([
    [
      'before the positive ones',
      [
        [-3, 1],
        [5, 2],
      ],
      7,
      [
        [-3, 1],
        [0, 4],
        [5, 2],
      ],
    ],
    [
      'after the negative ones',
      [[-3, 1]],
      2,
      [
        [-3, 1],
        [0, 1],
      ],
    ],
    ['alone', [], 3, [[0, 3]]],
  ] as [string, [number, number][], number, [number, number][]][])(
    'leave the other units to bucket 0: %s',
    (_, buckets, units, all) => {
      expect(withZeros(buckets, units)).toEqual(all);
    },
  );
});
