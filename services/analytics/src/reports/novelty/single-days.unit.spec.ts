import { daysOfTrend } from './single-days.js';

const days = (...units: readonly number[]) => daysOfTrend(units.map((n) => ({ units: n })));

describe('the days that a trend is looked for in', () => {
  it('are all of them where the same units have had all', () => {
    expect(days(100, 100, 100, 100)).toBe(4);
  });

  it('are fewer where the last ones are those of too few units', () => {
    expect(days(100, 100, 100, 5)).toBe(3);
    expect(days(240, 240, 200, 160, 120, 80)).toBe(6);
  });

  it('are none where no day is over', () => {
    expect(days()).toBe(0);
  });
});
