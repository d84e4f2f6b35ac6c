import { dateOf, dayOf, weekOf } from './days.js';

describe('days', () => {
  it('are those of UTC', () => {
    expect(dayOf(Date.parse('2026-03-01T23:59:59.999Z'))).toBe(dayOf(Date.parse('2026-03-01')));
    expect(dateOf(dayOf(Date.parse('2026-03-01T12:00:00Z')))).toBe('2026-03-01');
  });

  it.each(['2026-03-02', '2026-03-05', '2026-03-08', '1999-12-27'])(
    'lie in the week of their Monday: %s',
    (date) => {
      const monday = new Date(dateOf(weekOf(dayOf(Date.parse(date)))));
      expect(monday.getUTCDay()).toBe(1);
      expect((Date.parse(date) - monday.getTime()) / 86_400_000).toBeLessThan(7);
    },
  );
});
