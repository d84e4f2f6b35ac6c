import fc from 'fast-check';
import { breachIn, windowStart } from './assess-window.fold.js';
import { errorRate, NO_OUTCOMES, successRate } from './outcome-counts.js';

const threshold = { errorRate: 0.05, windowMs: 3_600_000, minOutcomes: 20 };
const counts = { units: 100, unitsWithError: 6, outcomes: 120, errors: 9 };

describe('the error window', () => {
  it('calls for a rollback above the threshold', () => {
    expect(breachIn(counts, threshold)).toEqual({
      units: 100,
      unitsWithError: 6,
      outcomes: 120,
      errorRate: 0.06,
      threshold: 0.05,
      windowMs: 3_600_000,
    });
  });

  it.each([
    ['exactly at the threshold', { ...counts, unitsWithError: 5 }],
    ['with 19 outcomes', { units: 19, unitsWithError: 19, outcomes: 19, errors: 19 }],
    ['with nothing seen', NO_OUTCOMES],
  ])('does not call for one %s', (_, seen) => {
    expect(breachIn(seen, threshold)).toBeUndefined();
  });

  it('calls for one from the twentieth outcome on', () => {
    expect(breachIn({ units: 20, unitsWithError: 20, outcomes: 20, errors: 20 }, threshold)).toMatchObject({
      errorRate: 1,
    });
  });

  it('is a fraction of the outcomes where the threshold says so', () => {
    const perOutcome = { ...threshold, per: 'outcomes' as const };
    expect(breachIn(counts, perOutcome)).toMatchObject({ errorRate: 0.075, per: 'outcomes' });
    expect(breachIn({ ...counts, errors: 6 }, perOutcome)).toBeUndefined();
  });

  it('never calls for one without an error', () => {
    fc.assert(
      fc.property(fc.nat(), fc.nat(), (units, outcomes) => {
        expect(breachIn({ units, unitsWithError: 0, outcomes, errors: 0 }, threshold)).toBeUndefined();
      }),
    );
  });

  it('begins with the activation, later with its length before now', () => {
    const since = '2026-03-01T10:00:00.000Z';
    const minutes = (n: number) => Date.parse(since) + n * 60_000;
    expect(windowStart(threshold, since, minutes(30))).toBe(minutes(0));
    expect(windowStart(threshold, since, minutes(90))).toBe(minutes(30));
  });
});

describe('rates', () => {
  it('count units for errors and outcomes for successes', () => {
    expect(errorRate(counts)).toBe(0.06);
    expect(successRate(counts)).toBe(0.925);
  });

  it('are unknown where nothing was seen', () => {
    expect(errorRate(NO_OUTCOMES)).toBeNull();
    expect(successRate(NO_OUTCOMES)).toBeNull();
  });
});
