import { metric } from '../../test/support/events.js';
import { bucketsNeededFrom, isMatured, maturedSums } from './matured-sums.js';

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
const RUN = { days: DAYS, sums: { metrics: [] } };
const END_OF_FIRST = Date.parse('2026-03-02T00:00:00.000Z');

describe('matured units', () => {
  const spec = metric('m', { windowHours: 48, delayHours: 1 });

  it('are those of days whose last unit has had delay and window', () => {
    const matured = maturedSums(spec, RUN, END_OF_FIRST + 49 * HOUR);
    expect(matured).toMatchObject({ units: 12, openUnits: 3 });
    expect(matured.metrics.map(({ variant, n }) => [variant, n])).toEqual([
      ['a', 5],
      ['b', 7],
    ]);
  });

  it('are none an instant earlier, or while nobody knows how far the data go', () => {
    for (const completeTo of [END_OF_FIRST + 49 * HOUR - 1, null])
      expect(maturedSums(spec, RUN, completeTo)).toMatchObject({ units: 0, openUnits: 15 });
  });

  it('of retention have lived through their day', () => {
    const kept = metric('m', { type: 'retention', day: 1 });
    expect(maturedSums(kept, RUN, END_OF_FIRST + 48 * HOUR).units).toBe(12);
    expect(maturedSums(kept, RUN, END_OF_FIRST + 48 * HOUR - 1).units).toBe(0);
  });

  it('of a quantile have the buckets of all days less those of the open ones', () => {
    const median = metric('m', { type: 'quantile', windowHours: 48, delayHours: 1 });
    const total = { metric: 'm', variant: 'a', phase: 1, n: 8, sum: '0', sumSquares: '0' };
    const buckets = [
      [3, 4],
      [7, 4],
    ] as const;
    const open = { ...row('2026-03-02', 'a', 3), buckets: [[7, 3]] as const };
    const run = {
      days: { exposures: [], metrics: [row('2026-03-01', 'a', 5), open] },
      sums: { metrics: [{ ...total, buckets: buckets.map(([bucket, n]): [number, number] => [bucket, n]) }] },
    };
    expect(maturedSums(median, run as never, END_OF_FIRST + 49 * HOUR).metrics).toMatchObject([
      {
        n: 5,
        buckets: [
          [3, 4],
          [7, 1],
        ],
      },
    ]);
    const slot = { spec: median, version: 1 };
    expect(bucketsNeededFrom([slot], END_OF_FIRST + 49 * HOUR)).toBe('2026-03-02');
    expect(bucketsNeededFrom([slot], null)).toBe('infinity');
  });

  it('are all of them once the window of the last exposure is over', () => {
    const last = '2026-03-01T23:00:00.000Z';
    expect(isMatured(spec, last, END_OF_FIRST + 49 * HOUR)).toBe(true);
    expect(isMatured(spec, last, END_OF_FIRST + 49 * HOUR - 1)).toBe(false);
    expect(isMatured(spec, null, END_OF_FIRST)).toBe(false);
  });
});
