import { StoredIdFilter } from './stored-id-filter.js';

/** In order of their numbers. */
const idOf = (number: number): string => `019b0000-0000-7000-8000-${number.toString(16).padStart(12, '0')}`;
const range = (from: number, to: number): readonly string[] =>
  Array.from({ length: to - from }, (_, index) => idOf(from + index));

describe('the ids of a partition', () => {
  it('may be stored up to the highest one that was', () => {
    const ids = new StoredIdFilter(idOf(100));
    expect(ids.mightContain(idOf(7))).toBe(true);
    expect(ids.mightContain(idOf(100))).toBe(true);
    expect(ids.mightContain(idOf(101))).toBe(false);
  });

  it('are known that were stored since, in whatever order', () => {
    const ids = new StoredIdFilter('');
    ids.add([idOf(9), idOf(3)]);
    expect([3, 9].map((number) => ids.mightContain(idOf(number)))).toEqual([true, true]);
    expect([2, 5, 10].map((number) => ids.mightContain(idOf(number)))).toEqual([false, false, false]);
  });

  it('are known that come late, below the floor of the newer layer, before and after it is the older one', () => {
    const ids = new StoredIdFilter('');
    const [late, layer] = [idOf(5), 32_768];
    ids.add(range(10, 10 + layer));
    ids.add([late]);
    expect(ids.mightContain(late)).toBe(true);
    ids.add(range(100_000, 100_000 + layer));
    expect(ids.mightContain(late)).toBe(true);
    ids.add(range(200_000, 200_000 + layer));
    expect(ids.mightContain(late)).toBe(true);
    expect(ids.mightContain(idOf(300_000))).toBe(false);
  });

  it('are never taken for new ones, however many there are', () => {
    const ids = new StoredIdFilter('');
    const [batch, all] = [2_000, 200_000];
    for (let from = 0; from < all; from += batch) ids.add(range(from, from + batch));
    expect(range(0, all).every((id) => ids.mightContain(id))).toBe(true);
    const wrong = range(all, 2 * all).filter((id) => ids.mightContain(id)).length;
    expect(wrong / all).toBeLessThan(0.01);
  });
});
