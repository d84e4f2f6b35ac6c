import { decimalText } from './decimal.js';

const read = (value: number | string): string => {
  const checked = decimalText(value);
  return checked.ok ? checked.value : checked.refusal.code;
};

describe('decimalText', () => {
  it.each([
    [0, '0'],
    [-0, '0'],
    [7, '7'],
    [-12, '-12'],
    [12.5, '12.5'],
    [0.000001, '0.000001'],
    [0.1 + 0.2, '0.3'],
    [19.99 * 3, '59.97'],
    [999_999_999.5, '999999999.5'],
    ['12.50', '12.5'],
    ['007.50', '7.5'],
    ['-0.000', '0'],
    ['-3.100000000', '-3.1'],
    ['5.', '5'],
    ['999999999.999999', '999999999.999999'],
  ])('reads %p as %s', (value, text) => {
    expect(read(value)).toBe(text);
  });

  it.each([
    [1e9, 'VALUE_OUT_OF_RANGE'],
    [-1e9, 'VALUE_OUT_OF_RANGE'],
    [1e300, 'VALUE_OUT_OF_RANGE'],
    [Number.NaN, 'VALUE_OUT_OF_RANGE'],
    [Number.POSITIVE_INFINITY, 'VALUE_OUT_OF_RANGE'],
    ['1000000000', 'VALUE_OUT_OF_RANGE'],
    [1e-7, 'VALUE_TOO_PRECISE'],
    [1 / 3, 'VALUE_TOO_PRECISE'],
    ['0.1234567', 'VALUE_TOO_PRECISE'],
    ['', 'VALUE_INVALID'],
    ['1e3', 'VALUE_INVALID'],
    ['+5', 'VALUE_INVALID'],
    ['12,50', 'VALUE_INVALID'],
    ['0x10', 'VALUE_INVALID'],
    ['NaN', 'VALUE_INVALID'],
    [' 5', 'VALUE_INVALID'],
    ['.5', 'VALUE_INVALID'],
  ])('refuses %p: %s', (value, code) => {
    expect(read(value)).toBe(code);
  });
});
