import { BusError } from './bus-error.js';

const SYSTEM_CODES = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'ETIMEDOUT',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
]);
// Connection trouble, shutdown, too many connections, serialization failure, deadlock, lock timeout.
const SQL_STATES = /^(08...|57P0.|53...|25P03|40001|40P01|55P03)$/;
const MESSAGES =
  /Connection terminated|timeout exceeded when trying to connect|Client has encountered a connection/;

/**
 * Says "not now" of errors: the database or the log is away, busy or starting, and the same call may succeed later.
 * The default of subscriptions for `isTransient`.
 * @example isTransientError(Object.assign(new Error('refused'), { code: 'ECONNREFUSED' })) // true
 */
export function isTransientError(error: unknown): boolean {
  if (error instanceof BusError) return error.transient;
  if (!(error instanceof Error)) return false;
  const code = (error as { readonly code?: unknown }).code;
  if (typeof code === 'string' && (SYSTEM_CODES.has(code) || SQL_STATES.test(code))) return true;
  return MESSAGES.test(error.message) || (error.cause !== undefined && isTransientError(error.cause));
}
