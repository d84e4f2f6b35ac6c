import { bucketsOf, PAGE_SIZE, placeOf, readPage } from './sketch-page.js';

const pageOf = (...buckets: readonly number[]) =>
  buckets.map((bucket) => {
    const { page, place } = placeOf(bucket);
    return { page, counts: Array.from({ length: PAGE_SIZE }, (_, index) => (index === place ? 1 : 0)) };
  });

describe('pages of a sketch', () => {
  it.each([-2000, -65, -64, -63, -1, 0, 1, 63, 64, 1_544])(
    'hold bucket %i at a place of its own',
    (bucket) => {
      expect(bucketsOf(pageOf(bucket))).toEqual([[bucket, 1]]);
    },
  );

  it('of several partitions are added up, in the order of their buckets', () => {
    expect(bucketsOf(pageOf(70, -3, 70, 5))).toEqual([
      [-3, 1],
      [5, 1],
      [70, 2],
    ]);
  });

  it('are read as the database writes them', () => {
    expect(readPage({ page: -1, counts: '{0,3,1}' })).toEqual({ page: -1, counts: [0, 3, 1] });
  });

  it('without units have no buckets', () => {
    expect(bucketsOf([{ page: 0, counts: new Array<number>(PAGE_SIZE).fill(0) }])).toEqual([]);
  });
});
