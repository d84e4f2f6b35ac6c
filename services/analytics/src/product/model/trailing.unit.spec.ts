import type { PagesChange } from './unit-model.js';
import { addTrailing, PresenceWindow } from './trailing.js';

const pages = (...days: readonly number[]): PagesChange['before'] => new Map(days.map((day) => [day, true]));

/** The number of units in windows of a length by the day they end with, from the lines of all changes. */
function counted(changes: readonly PagesChange[], span: number): (day: number) => number {
  const lines: { readonly day: number; readonly amount: number }[] = [];
  for (const change of changes)
    addTrailing(
      change,
      span,
      () => new PresenceWindow('active'),
      ({ day }, amount) => {
        lines.push({ day, amount: Number(amount) });
      },
    );
  return (day) => lines.reduce((sum, line) => (line.day <= day ? sum + line.amount : sum), 0);
}

const arrival = (before: readonly number[], day: number): PagesChange => ({
  before: pages(...before),
  after: pages(...before, day),
  from: day,
  to: day,
});

describe('windows that look back', () => {
  it('hold a unit from the day it was active on until that day leaves them', () => {
    const active = counted([arrival([], 10)], 7);
    expect([9, 10, 16, 17].map(active)).toEqual([0, 1, 1, 0]);
  });

  it('hold a unit once, also when its days overlap', () => {
    const active = counted([arrival([], 10), arrival([10], 12)], 7);
    expect([9, 10, 12, 16, 18, 19].map(active)).toEqual([0, 1, 1, 1, 1, 0]);
  });

  it('come to the same in whatever order the days arrive', () => {
    const days = Array.from({ length: 40 }, (_, day) => day);
    const one = counted([arrival([], 3), arrival([3], 9), arrival([3, 9], 30)], 7);
    const other = counted([arrival([], 30), arrival([30], 3), arrival([3, 30], 9)], 7);
    expect(days.map(one)).toEqual(days.map(other));
  });

  it('add nothing for a day that changes no window', () => {
    const lines: unknown[] = [];
    const change = { before: pages(10), after: pages(10), from: 10, to: 10 };
    addTrailing(
      change,
      7,
      () => new PresenceWindow('active'),
      (line) => lines.push(line),
    );
    expect(lines).toEqual([]);
  });

  it('would count a unit twice if each day were counted by itself', () => {
    const active = counted([arrival([], 10), arrival([], 12)], 7);
    expect(active(12)).toBe(2);
  });
});
