import { timeOrderedId } from '@assay/contracts';
import { EARLIER, LATER, partOf } from './event-parts.js';

const partAt = (time: string): string => partOf(timeOrderedId(Date.parse(time), 'x'));

describe('the part of raw events that an id lies in', () => {
  it('is a stretch of fifty days', () => {
    const times = ['2026-03-10T00:00:00.000Z', '2026-03-20T00:00:00.000Z', '2026-05-01T00:00:00.000Z'];
    expect(times.map(partAt)).toEqual(['019c', '019d', '019d']);
  });

  it('is shared by ids of no time that makes sense, so that nobody can have parts made at will', () => {
    expect([partAt('1990-01-01T00:00:00.000Z'), partAt('2190-01-01T00:00:00.000Z')]).toEqual([
      EARLIER,
      LATER,
    ]);
    expect(partOf('FFFFFFFF-0000-7000-8000-000000000000')).toBe(LATER);
  });
});
