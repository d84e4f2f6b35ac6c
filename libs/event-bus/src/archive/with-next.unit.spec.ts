import { withNext } from './with-next.js';

/** Counts up to a number, and tells what was asked for. */
function counting(until: number, failure?: Error) {
  const seen = { asked: 0, closed: false };
  async function* count(): AsyncGenerator<number, void> {
    try {
      for (let at = 1; at <= until; at += 1) {
        seen.asked = at;
        yield await Promise.resolve(at);
      }
      if (failure !== undefined) throw failure;
    } finally {
      seen.closed = true;
    }
  }
  return { seen, items: count() };
}

describe('items with the next one', () => {
  it('come in order, each with the one after it, of which none is asked for beyond', async () => {
    const { seen, items } = counting(3);
    const got: (readonly [number, number | undefined, number])[] = [];
    for await (const [item, next] of withNext(items)) got.push([item, await next, seen.asked]);
    expect(got).toEqual([
      [1, 2, 2],
      [2, 3, 3],
      [3, undefined, 3],
    ]);
    expect(seen.closed).toBe(true);
  });

  it('tell a failure after what came before it', async () => {
    const { items } = counting(2, new RangeError('torn'));
    const got: number[] = [];
    const reading = (async () => {
      for await (const [item] of withNext(items)) got.push(item);
    })();
    await expect(reading).rejects.toThrow('torn');
    expect(got).toEqual([1, 2]);
  });

  it('are closed by who has enough of them', async () => {
    const { seen, items } = counting(5);
    for await (const [item] of withNext(items)) if (item === 2) break;
    expect(seen.closed).toBe(true);
  });
});
