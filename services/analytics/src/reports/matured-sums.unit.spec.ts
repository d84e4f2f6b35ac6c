import { metric } from '../../test/support/events.js';
import { isMatured, maturedSums } from './matured-sums.js';

const HOUR = 3_600_000;
const row = (day: string, variant: string, n: number) => ({
  ...{ metric: 'm', variant, phase: 1, day, n },
  sum: String(2 * n),
  sumSquares: String(4 * n),
});
const DAYS = {
  exposures: [],
  metrics: [row('2026-03-01', 'a', 5), row('2026-03-01', 'b', 7), row('2026-03-02', 'a', 3)],
};
const END_OF_FIRST = Date.parse('2026-03-02T00:00:00.000Z');

describe('matured units', () => {
  const spec = metric('m', { windowHours: 48, delayHours: 1 });

  it('are those of days whose last unit has had delay and window', () => {
    const matured = maturedSums(spec, DAYS, END_OF_FIRST + 49 * HOUR);
    expect(matured).toMatchObject({ units: 12, openUnits: 3 });
    expect(matured.sums.map(({ variant, n }) => [variant, n])).toEqual([
      ['a', 5],
      ['b', 7],
    ]);
  });

  it('are none an instant earlier, or while nobody knows how far the data go', () => {
    for (const completeTo of [END_OF_FIRST + 49 * HOUR - 1, null])
      expect(maturedSums(spec, DAYS, completeTo)).toMatchObject({ units: 0, openUnits: 15 });
  });

  it('of retention have lived through their day', () => {
    const kept = metric('m', { type: 'retention', day: 1 });
    expect(maturedSums(kept, DAYS, END_OF_FIRST + 48 * HOUR).units).toBe(12);
    expect(maturedSums(kept, DAYS, END_OF_FIRST + 48 * HOUR - 1).units).toBe(0);
  });

  it('are all of them once the window of the last exposure is over', () => {
    const last = '2026-03-01T23:00:00.000Z';
    expect(isMatured(spec, last, END_OF_FIRST + 49 * HOUR)).toBe(true);
    expect(isMatured(spec, last, END_OF_FIRST + 49 * HOUR - 1)).toBe(false);
    expect(isMatured(spec, null, END_OF_FIRST)).toBe(false);
  });
});
