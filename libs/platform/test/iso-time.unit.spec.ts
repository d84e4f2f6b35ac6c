import { isoTime } from '../src/index.js';

describe('a moment as text', () => {
  it.each([0, 0, 1_767_225_600_123, 0, -1])('is that of %i', (milliseconds) => {
    expect(isoTime(milliseconds)).toBe(new Date(milliseconds).toISOString());
  });

  it('is refused where there is none', () => {
    expect(() => isoTime(Number.NaN)).toThrow(RangeError);
  });
});
