import type { Slot } from './outcome-slots.fold.js';
import { foldSlots, MOST_SLOTS } from './outcome-slots.fold.js';

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;
const START = Date.parse('2026-03-01T00:00:00.000Z');

const sums = (slots: readonly Slot[]) =>
  slots.reduce(([n, failed], [, outcomes, errors]) => [n + outcomes, failed + errors], [0, 0]);

describe('slots of outcomes', () => {
  it('are the wider the longer ago they are', () => {
    const now = START + 2 * DAY;
    const ago = (ms: number): Slot => [now - ms, 1, 0, 0, []];
    const old = [ago(26 * 60 * MINUTE), ago(25.5 * 60 * MINUTE)];
    expect(foldSlots([ago(900), ago(100), ago(10 * MINUTE), ago(9.75 * MINUTE), ...old], now)).toEqual([
      [now - 26 * 60 * MINUTE, 2, 0, 0, []],
      [now - 10 * MINUTE, 2, 0, 0, []],
      [now - 900, 2, 0, 0, []],
    ]);
    expect(foldSlots([ago(900), ago(DAY)], now + 90 * DAY)).toEqual([[now - DAY, 2, 0, 0, []]]);
  });

  it('have latencies for half an hour, whatever the order they come in', () => {
    const now = START + 2 * DAY;
    const slow = (ms: number, bucket: number): Slot => [now - ms, 1, 0, 1, [[bucket, 1]]];
    const all = [slow(800, 9), slow(700, 4), slow(600, 9), slow(20 * MINUTE, 5), slow(3 * 60 * MINUTE, 7)];
    const folded = foldSlots(all, now);
    expect(folded.map(([, , , , latencies]) => latencies)).toEqual([
      [],
      [[5, 1]],
      [
        [4, 1],
        [9, 2],
      ],
    ]);
    expect(foldSlots([...all].reverse(), now)).toEqual(folded);
    expect(folded.map(([, , , serverErrors]) => serverErrors)).toEqual([1, 1, 3]);
  });

  it.each([2 * MINUTE, 10 * MINUTE, 60 * MINUTE, 6 * 60 * MINUTE, 3 * DAY, 30 * DAY])(
    'hold a window of %d ms but for a tenth at most, and nothing from before it',
    (window) => {
      const now = START + 40 * DAY + 12_345;
      const every = window / 1000;
      const slots = Array.from({ length: 2000 }, (_, i): Slot => [now - i * every, 1, 0, 0, []]);
      const [within = 0] = sums(foldSlots(slots, now).filter(([first]) => first > now - window));
      expect(within).toBeGreaterThanOrEqual(900);
      expect(within).toBeLessThanOrEqual(1000);
    },
  );

  it('are bounded, however long and often a unit is seen, and lose no outcome', () => {
    const step = 20_000;
    const count = (100 * DAY) / step;
    let slots: readonly Slot[] = [];
    let most = 0;
    for (let i = 0; i < count; i += 1000) {
      const more = Array.from({ length: 1000 }, (_, k): Slot => [
        START + (i + k) * step,
        1,
        (i + k) % 2,
        0,
        [],
      ]);
      slots = foldSlots([...slots, ...more], START + (i + 999) * step);
      most = Math.max(most, slots.length);
    }
    expect(most).toBeLessThanOrEqual(MOST_SLOTS);
    expect(sums(slots)).toEqual([count, count / 2]);
  });
});
