import { isTransientError } from './is-transient.js';
import { LogUnavailableError } from './log-unavailable.error.js';
import { UnroutableEventError } from './unroutable-event.error.js';

const withCode = (code: string): Error => Object.assign(new Error(code), { code });

describe('isTransientError', () => {
  it.each(['ECONNREFUSED', 'ECONNRESET', '57P01', '08006', '40001', '40P01', '55P03', '53300'])(
    'says "not now" of %s',
    (code) => {
      expect(isTransientError(withCode(code))).toBe(true);
    },
  );

  it.each(['23505', '42P01', '22P02', 'ERR_INVALID_ARG_TYPE'])('does not of %s', (code) => {
    expect(isTransientError(withCode(code))).toBe(false);
  });

  it('looks at what the error was caused by', () => {
    expect(isTransientError(new Error('query failed', { cause: withCode('ECONNRESET') }))).toBe(true);
  });

  it('asks the errors of the log themselves', () => {
    expect(isTransientError(new LogUnavailableError('publish', new Error('x')))).toBe(true);
    expect(isTransientError(new UnroutableEventError('X'))).toBe(false);
  });

  it.each([new TypeError('x is undefined'), 'text', undefined, null])('does not of %s', (error) => {
    expect(isTransientError(error)).toBe(false);
  });
});
