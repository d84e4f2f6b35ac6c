import { derivedId, timeOfId, timeOrderedId } from '@assay/contracts';
import type { DeliveredEvent } from '@assay/event-bus';
import { leastIdAt, withoutForgotten } from './recent-events.js';

const DAY = 86_400_000;
const START = Date.parse('2026-03-01T00:00:00.000Z');
const at = (day: number): DeliveredEvent =>
  ({ event: { id: timeOrderedId(START + day * DAY, String(day)) } }) as DeliveredEvent;
const days = (events: readonly DeliveredEvent[]): readonly number[] =>
  events.map(({ event }) => ((timeOfId(event.id) ?? NaN) - START) / DAY);
const sift = (events: readonly DeliveredEvent[], newest = 0) =>
  withoutForgotten(events, { newest, withinMs: 10 * DAY });

describe('ids that are remembered for a time', () => {
  it('begin with their time', () => {
    const ids = [timeOrderedId(START - 1, 'x'), leastIdAt(START), timeOrderedId(START, 'x')];
    expect([...ids].sort()).toEqual(ids);
  });

  it('leave out what is older than that, against the newest before it', () => {
    expect(days(sift([at(0), at(20), at(10), at(9), at(21)]).recent)).toEqual([0, 20, 10, 21]);
    expect(days(sift([at(0), at(11)], START + 11 * DAY).recent)).toEqual([11]);
  });

  it('keep ids without a time, which say nothing of how old others are', () => {
    const timeless = { event: { id: derivedId('x') } } as DeliveredEvent;
    const { recent, newest } = sift([at(0), timeless, at(1)]);
    expect([recent.length, newest]).toEqual([3, START + DAY]);
  });

  it('do so alike in any batches', () => {
    const events = [3, 20, 9, 25, 14, 15, 40, 29, 30].map(at);
    const whole = days(sift(events).recent);
    let newest = 0;
    const single = events.flatMap((event) => {
      const sifted = sift([event], newest);
      newest = sifted.newest;
      return days(sifted.recent);
    });
    expect(single).toEqual(whole);
  });
});
