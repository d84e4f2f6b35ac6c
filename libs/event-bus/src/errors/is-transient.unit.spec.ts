import { isTransientError } from './is-transient.js';
import { LogUnavailableError } from './log-unavailable.error.js';
import { UnroutableEventError } from './unroutable-event.error.js';

const withCode = (code: string): Error => Object.assign(new Error(code), { code });

describe('isTransientError', () => {
  it.each([
    '08006', // connection failure
    '53300', // too many connections
    '57P01', // ended by an administrator
    '57P03', // starting up
    '57014', // statement took too long
    '40001', // serialization failure
    '40P01', // deadlock
    '55P03', // lock timeout
    '25P03', // idle in transaction for too long
    '25P04', // transaction took too long
    'ECONNREFUSED',
    'ECONNRESET',
    'ENETUNREACH',
  ])('says "not now" of %s', (code) => {
    expect(isTransientError(withCode(code))).toBe(true);
  });

  it.each(['23505', '42P01', '42501', '22P02', '25P02', 'ERR_INVALID_ARG_TYPE'])('does not of %s', (code) => {
    expect(isTransientError(withCode(code))).toBe(false);
  });

  it.each([
    'Connection terminated unexpectedly',
    'Connection terminated',
    'timeout exceeded when trying to connect',
    'Client has encountered a connection error and is not queryable',
  ])('understands the driver by its words: %s', (message) => {
    expect(isTransientError(new Error(message))).toBe(true);
  });

  it('looks at what the error was caused by', () => {
    expect(isTransientError(new Error('query failed', { cause: withCode('ECONNRESET') }))).toBe(true);
    expect(isTransientError(new Error('outer', { cause: new TypeError('inner') }))).toBe(false);
  });

  it('asks errors that can tell, whatever caused them', () => {
    expect(isTransientError(new LogUnavailableError('publish', new Error('x')))).toBe(true);
    expect(isTransientError(new UnroutableEventError('X'))).toBe(false);
    const never = Object.assign(new Error('never', { cause: withCode('ECONNRESET') }), { transient: false });
    expect(isTransientError(never)).toBe(false);
  });

  it.each([new TypeError('x is undefined'), 'text', undefined, null, { code: '57P01' }])(
    'does not of %s',
    (error) => {
      expect(isTransientError(error)).toBe(false);
    },
  );
});
