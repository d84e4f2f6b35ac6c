import { metric } from '../../../test/support/events.js';
import { dayParts, daysWithin, denominatorPart } from './metric-parts.js';

const hoursOf = (...asked: Parameters<typeof dayParts>) =>
  dayParts(...asked).map(({ spec: { delayHours = 0, windowHours }, part }) => [
    part.day,
    delayHours,
    delayHours + (windowHours ?? Infinity),
    part.endsBefore,
  ]);

describe('the days of a metric', () => {
  it('are whole days since first exposure, each without its last instant', () => {
    expect(hoursOf(metric('m'), 3)).toEqual([
      [0, 0, 24, true],
      [1, 24, 48, true],
      [2, 48, 72, true],
    ]);
  });

  it('end with the window, whose last instant belongs to it', () => {
    expect(hoursOf(metric('m', { windowHours: 48 }), 5)).toEqual([
      [0, 0, 24, true],
      [1, 24, 48, false],
    ]);
    expect(hoursOf(metric('m', { delayHours: 30, windowHours: 30 }), 5)).toEqual([
      [1, 30, 48, true],
      [2, 48, 60, false],
    ]);
    expect(daysWithin(metric('m', { windowHours: 60 }), 14)).toBe(3);
  });

  it('have caps that are values, and neither percentiles nor a covariate', () => {
    const capped = { type: 'ratio', cap: { value: '3' }, cuped: { preDays: 7 } } as const;
    const denominator = { event: 'visit', cap: { percentile: 0.9 } };
    const [part] = dayParts(metric('m', { ...capped, denominator }), 3);
    expect(part?.spec).toMatchObject({
      key: 'm~day-0',
      cap: { value: '3' },
      denominator: { event: 'visit' },
    });
    expect(part?.spec).not.toHaveProperty('cuped');
    expect(part?.spec.denominator).not.toHaveProperty('cap');
  });

  it('are not there for medians and retention', () => {
    expect(dayParts(metric('m', { type: 'quantile' }), 3)).toEqual([]);
    expect(dayParts(metric('m', { type: 'retention', day: 1 }), 3)).toEqual([]);
  });
});

describe('the denominator of a ratio', () => {
  it('is a metric of its own only while a percentile of it is wanted', () => {
    const ratio = metric('m', { type: 'ratio', windowHours: 24, where: { minValue: '1' } });
    const denominator = { event: 'visit', where: { maxValue: '9' } };
    expect(denominatorPart({ ...ratio, denominator })).toEqual([]);
    expect(denominatorPart({ ...ratio, denominator: { ...denominator, cap: { value: '3' } } })).toEqual([]);
    const wanted = { ...denominator, cap: { percentile: 0.9 } };
    expect(denominatorPart({ ...ratio, denominator: wanted })[0]?.spec).toEqual({
      ...{ key: 'm~denominator', type: 'mean', event: 'visit', measure: 'count', direction: 'increase' },
      ...{ windowHours: 24, where: { maxValue: '9' }, cap: { percentile: 0.9 } },
    });
  });
});
