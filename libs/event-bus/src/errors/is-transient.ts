import { isNativeError } from 'node:util/types';

const SYSTEM_CODES = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'ETIMEDOUT',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
]);
// Connection trouble, out of resources, shutdown, time limits of statements and transactions, serialization failure,
// deadlock, lock timeout.
const SQL_STATES = /^(08...|53...|57P0.|57014|25P0[34]|40001|40P01|55P03)$/;
// What the driver says, without a code, when a connection dies under it.
const MESSAGES = /^(Connection terminated|timeout exceeded|timeout expired|Client has encountered)/i;

/**
 * Says "not now" of errors: the database or the log is away, busy or starting, and the same call may succeed later.
 * An error with a boolean `transient` speaks for itself; of any other, its code, its words and its cause decide.
 * A batch that meets one is delivered again for as long as it takes; its events are never set aside for it.
 * @see https://www.postgresql.org/docs/current/errcodes-appendix.html
 * @example isTransientError(Object.assign(new Error('refused'), { code: 'ECONNREFUSED' })) // true
 */
export function isTransientError(error: unknown): boolean {
  // Errors of the platform itself may come from another realm, where `instanceof` fails.
  if (!isNativeError(error)) return false;
  if ('transient' in error && typeof error.transient === 'boolean') return error.transient;
  const code = 'code' in error && typeof error.code === 'string' ? error.code : '';
  if (SYSTEM_CODES.has(code) || SQL_STATES.test(code) || MESSAGES.test(error.message)) return true;
  return isTransientError(error.cause);
}
