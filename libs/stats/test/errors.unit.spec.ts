import {
  InconsistentSumsError,
  InvalidCountError,
  InvalidDecimalError,
  InvalidFieldError,
  LengthMismatchError,
  NotFiniteError,
  OutOfRangeError,
  StatsError,
  SuccessesExceedUnitsError,
  UnknownCapabilityError,
  UnknownFunctionError,
  UnknownShapeError,
} from '../src/index.js';

const errors = [
  [new InvalidCountError('n', -1), 'invalid-count', 'n is -1; a count is a finite number from 0 on'],
  [new SuccessesExceedUnitsError(6, 5), 'successes-exceed-units', 'successes 6 are more than units 5'],
  [new NotFiniteError('mean', Number.NaN), 'not-finite', 'mean is NaN; a finite number is needed'],
  [new OutOfRangeError('alpha', 2, '(0, 1)'), 'out-of-range', 'alpha is 2, outside (0, 1)'],
  [
    new LengthMismatchError('counts', 'weights', [2, 3]),
    'length-mismatch',
    'counts has 2 entries, weights has 3',
  ],
  [new InvalidDecimalError('1,5'), 'invalid-decimal', '"1,5" is not a decimal number'],
  [new InconsistentSumsError('n 2'), 'inconsistent-sums', 'no values have these sums: n 2'],
  [new UnknownCapabilityError('x'), 'unknown-capability', 'the engine has no capability "x"'],
  [new UnknownFunctionError('x'), 'unknown-function', 'the engine has no distribution function "x"'],
  [new UnknownShapeError('srm', ['a', 'b']), 'unknown-shape', 'srm has no input shape with the fields a, b'],
  [new InvalidFieldError('n', 'a number'), 'invalid-field', 'n must be a number'],
] as const;

describe('errors of the engine', () => {
  it.each(errors)('%p has its code and states fact and values', (error, code, message) => {
    expect(error).toBeInstanceOf(StatsError);
    expect(error.code).toBe(code);
    expect(error.message).toBe(message);
    expect(error.name).toBe(error.constructor.name);
  });

  it('have a code each of their own', () => {
    const codes = errors.map(([error]) => error.code);
    expect(new Set(codes).size).toBe(codes.length);
  });

  it('carry what was given as data', () => {
    expect(new OutOfRangeError('alpha', 2, '(0, 1)').data).toEqual({
      field: 'alpha',
      value: 2,
      range: '(0, 1)',
    });
  });
});
