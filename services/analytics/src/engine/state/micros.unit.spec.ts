import { atMost, decimalOf, microsOf, minus, plus, storedMicros, times } from './micros.js';

describe('micros', () => {
  it.each([
    ['0', 0],
    ['-0', 0],
    ['12.5', 12_500_000],
    ['-3.25', -3_250_000],
    ['0.000001', 1],
    ['-0.000001', -1],
    ['999999999.999999', 999_999_999_999_999],
  ])('reads %s as %d millionths', (decimal, micros) => {
    expect(microsOf(decimal)).toBe(micros);
  });

  it('stays exact beyond what a number holds, in one form', () => {
    const large = plus(Number.MAX_SAFE_INTEGER, 1);
    expect(large).toBe(9_007_199_254_740_992n);
    expect(plus(large, -1)).toBe(Number.MAX_SAFE_INTEGER);
    expect(minus(large, 1)).toBe(Number.MAX_SAFE_INTEGER);
    expect(times(999_999_999_999_999, 999_999_999_999_999)).toBe(999_999_999_999_998_000_000_000_000_001n);
    expect(times(1_000_000, 1_000_000)).toBe(1_000_000_000_000);
  });

  it('reads back what was stored', () => {
    expect(storedMicros('9007199254740992')).toBe(9_007_199_254_740_992n);
    expect(storedMicros(5)).toBe(5);
  });

  it('caps amounts of either form', () => {
    expect(atMost(7, 5)).toBe(5);
    expect(atMost(10n ** 20n, 5)).toBe(5);
    expect(atMost(-7, 5)).toBe(-7);
  });

  it.each([
    [1, 6, '0.000001'],
    [-1, 6, '-0.000001'],
    [12_500_000, 6, '12.500000'],
    [-(10n ** 20n), 12, '-100000000.000000000000'],
    [0, 12, '0'],
  ] as const)('writes %s of 10^-%i as %s', (amount, decimals, text) => {
    expect(decimalOf(amount, decimals)).toBe(text);
  });
});
