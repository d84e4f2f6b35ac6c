import { differenceOf, shareOf } from './share.js';

describe('the difference of two rates', () => {
  it('has an interval where both have one', () => {
    const { difference, interval, reason } = differenceOf(shareOf(5, 10, ''), shareOf(2, 10, ''));
    expect(difference).toBeCloseTo(0.3, 12);
    expect(interval?.[0]).toBeLessThan(0.3);
    expect(reason).toBeUndefined();
  });

  it('says why there is none, and keeps what is known', () => {
    const nobody = shareOf(0, 0, 'nobody began in the window');
    expect(differenceOf(shareOf(5, 10, ''), nobody)).toEqual({
      ...{ difference: null, interval: null, reason: 'nobody began in the window' },
    });
    expect(differenceOf(shareOf(12, 10, ''), shareOf(2, 10, ''))).toMatchObject({
      ...{ difference: 1, interval: null, reason: 'there are more of the part than of the whole' },
    });
  });
});
