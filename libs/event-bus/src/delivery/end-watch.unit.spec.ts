import { eventually } from '@assay/testing';
import { EndWatch } from './end-watch.js';

const ends = (end: number) => new Map([['t', [{ partition: 0, earliest: 0, end }]]]);

/** A watch over a log whose end the test sets. */
function setUp(intervalMs: number) {
  const log = { end: 0, looks: 0, asked: [] as (readonly string[])[], away: false };
  const errors: unknown[] = [];
  const watch = new EndWatch({
    fetchEnds: (topics) => {
      log.looks += 1;
      log.asked.push(topics);
      return log.away ? Promise.reject(new Error('away')) : Promise.resolve(ends(log.end));
    },
    intervalMs,
    spacingMs: 1,
    now: () => 42,
    onError: (error) => errors.push(error),
  });
  return { watch, log, errors };
}

describe('the watch over the ends', () => {
  it('tells the end and since when it was true, at once and at every wake', async () => {
    const { watch, log } = setUp(3_600_000);
    const seen: unknown[] = [];
    watch.watch(['t'], (map, at) => seen.push([map.get('t')?.[0]?.end, at]));
    await eventually(() => seen.length === 1);
    log.end = 7;
    watch.wake();
    await eventually(() => seen.length === 2);
    watch.close();
    expect(seen).toEqual([
      [0, 42],
      [7, 42],
    ]);
  });

  it('looks again by itself', async () => {
    const { watch, log } = setUp(5);
    watch.watch(['t'], () => undefined);
    await eventually(() => log.looks >= 4);
    watch.close();
  });

  it('makes one look of many wakes, and asks for each topic once', async () => {
    const { watch, log } = setUp(3_600_000);
    const seen: unknown[] = [];
    watch.watch(['t'], () => seen.push('a'));
    watch.watch(['t', 'u'], (map) => seen.push([...map.keys()]));
    for (let wake = 0; wake < 1_000; wake += 1) watch.wake();
    await eventually(() => seen.length >= 3);
    watch.close();
    expect(log.looks).toBeLessThan(5);
    expect(log.asked.at(-1)).toEqual(['t', 'u']);
  });

  it('goes on when the log was away, and says so', async () => {
    const { watch, log, errors } = setUp(5);
    log.away = true;
    let seen = 0;
    watch.watch(['t'], () => (seen += 1));
    await eventually(() => errors.length >= 2);
    log.away = false;
    await eventually(() => seen > 0);
    watch.close();
  });

  it('leaves those alone who no longer watch', async () => {
    const { watch, log } = setUp(3_600_000);
    let seen = 0;
    const unwatch = watch.watch(['t'], () => (seen += 1));
    await eventually(() => seen === 1);
    unwatch();
    watch.wake();
    watch.close();
    expect([seen, log.looks]).toEqual([1, 1]);
  });
});
