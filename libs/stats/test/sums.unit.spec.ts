import fc from 'fast-check';
import {
  decimalFromMicros,
  exactDecimal,
  fromSums,
  fromValues,
  InconsistentSumsError,
  InvalidCountError,
  InvalidDecimalError,
  NotFiniteError,
  ratioToNumber,
} from '../src/index.js';
import { relativeError } from './reference/relative-error.js';

describe('exactDecimal', () => {
  it.each([
    ['12.50', 1250n, 2],
    ['-0.000001', -1n, 6],
    ['+7', 7n, 0],
    ['.5', 5n, 1],
    ['3.', 3n, 0],
    ['1e3', 1000n, 0],
    ['1.25e-3', 125n, 5],
    [' 42 ', 42n, 0],
    [52377.9767, 523779767n, 4],
    [1e21, 10n ** 21n, 0],
    [-1.5e-7, -15n, 8],
  ])('reads %p', (input, digits, scale) => {
    expect(exactDecimal(input)).toEqual({ digits, scale });
  });

  it.each(['', '.', 'abc', '1,5', '0x10', 'NaN', 'Infinity', '1e99999', '--1'])('refuses "%s"', (text) => {
    expect(() => exactDecimal(text)).toThrow(InvalidDecimalError);
  });

  it('takes micros as millionths, and their squares as millionths squared', () => {
    expect(decimalFromMicros(2_500_000n)).toEqual({ digits: 2_500_000n, scale: 6 });
    expect(decimalFromMicros(4n, 2)).toEqual({ digits: 4n, scale: 12 });
  });
});

describe('ratioToNumber', () => {
  it('is the nearest double, or one beside it, for any pair of integers', () => {
    fc.assert(
      fc.property(fc.integer({ min: -1e9, max: 1e9 }), fc.integer({ min: 1, max: 1e9 }), (a, b) => {
        const ratio = ratioToNumber(BigInt(a), BigInt(b));
        expect(Math.abs(ratio - a / b)).toBeLessThanOrEqual(Math.abs(a / b) * Number.EPSILON);
      }),
      { seed: 4 },
    );
  });

  it('holds for integers far beyond a double', () => {
    expect(ratioToNumber(10n ** 400n, 10n ** 399n)).toBe(10);
    expect(ratioToNumber(-1n, 10n ** 300n)).toBeCloseTo(-1e-300, 315);
    expect(relativeError(1e305, ratioToNumber(10n ** 400n, 10n ** 95n))).toBeLessThan(1e-15);
    expect(ratioToNumber(0n, 5n)).toBe(0);
  });
});

describe('fromSums', () => {
  it('gives mean, centred squares and sample variance', () => {
    expect(fromSums({ n: 3, sum: '6', sumSquares: '14' })).toEqual({ n: 3, mean: 2, m2: 2, variance: 1 });
  });

  it('keeps the variance of values with a large offset, where doubles have none left', () => {
    const values = [1_000_000_004, 1_000_000_007, 1_000_000_013, 1_000_000_016];
    const sum = values.reduce((total, value) => total + BigInt(value), 0n);
    const sumSquares = values.reduce((total, value) => total + BigInt(value) ** 2n, 0n);
    expect(fromSums({ n: 4, sum: String(sum), sumSquares: String(sumSquares) }).variance).toBe(30);
    expect(
      fromSums({ n: 4, sum: { digits: sum, scale: 0 }, sumSquares: { digits: sumSquares, scale: 0 } }).m2,
    ).toBe(90);
    const inDoubles = Number(sumSquares) - Number(sum) ** 2 / 4;
    expect(inDoubles).not.toBe(90);
  });

  it('takes micros as the engine keeps them', () => {
    const micros = [1_500_000n, 2_500_000n];
    const moments = fromSums({
      n: 2,
      sum: decimalFromMicros(micros.reduce((a, b) => a + b)),
      sumSquares: decimalFromMicros(
        micros.reduce((a, b) => a + b * b, 0n),
        2,
      ),
    });
    expect(moments).toEqual({ n: 2, mean: 2, m2: 0.5, variance: 0.5 });
  });

  it('agrees with two passes over the values', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: -1e6, max: 1e6 }), { minLength: 2, maxLength: 50 }),
        (values) => {
          const sums = {
            n: values.length,
            sum: values.reduce((a, b) => a + b, 0),
            sumSquares: values.reduce((a, b) => a + b * b, 0),
          };
          const [exact, twoPass] = [fromSums(sums), fromValues(values)];
          expect(relativeError(twoPass.mean ?? 0, exact.mean ?? Infinity)).toBeLessThan(1e-12);
          expect(relativeError(twoPass.m2, exact.m2)).toBeLessThan(1e-10);
        },
      ),
      { seed: 5 },
    );
  });

  it('has no mean without units, and no variance with one', () => {
    expect(fromSums({ n: 0, sum: '0', sumSquares: '0' })).toEqual({
      n: 0,
      mean: null,
      m2: 0,
      variance: null,
    });
    expect(fromSums({ n: 1, sum: '5', sumSquares: '25' })).toEqual({ n: 1, mean: 5, m2: 0, variance: null });
  });

  it('refuses sums that no values can have', () => {
    expect(() => fromSums({ n: 2, sum: '10', sumSquares: '1' })).toThrow(InconsistentSumsError);
    expect(() => fromSums({ n: 0, sum: '1', sumSquares: '1' })).toThrow(InconsistentSumsError);
    expect(() => fromSums({ n: -1, sum: '0', sumSquares: '0' })).toThrow(InvalidCountError);
  });

  it('forgives doubles their rounding, and exact text nothing', () => {
    const third = 1 / 3;
    const rounded = { n: 3, sum: 3 * third, sumSquares: 3 * third * third * (1 - 1e-15) };
    expect(fromSums(rounded).variance).toBe(0);
    expect(() => fromSums({ n: 3, sum: '1', sumSquares: '0.3333333333333333' })).toThrow(
      InconsistentSumsError,
    );
  });
});

describe('fromValues', () => {
  it('keeps its digits under a large offset', () => {
    expect(fromValues([1e9 + 4, 1e9 + 7, 1e9 + 13, 1e9 + 16])).toEqual({
      n: 4,
      mean: 1e9 + 10,
      m2: 90,
      variance: 30,
    });
  });

  it('has no mean of nothing', () => {
    expect(fromValues([])).toEqual({ n: 0, mean: null, m2: 0, variance: null });
  });

  it('names the value that is not a number', () => {
    expect(() => fromValues([1, Number.NaN])).toThrow(NotFiniteError);
    expect(() => fromValues([1, Number.NaN])).toThrow('values[1] is NaN');
  });
});
