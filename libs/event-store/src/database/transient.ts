/** Classes and codes after which the same statement may succeed later. */
const TRANSIENT_SQLSTATE = /^(08|53|57P|40001|40P01|55P03|25P0[34]|57014)/;
const TRANSIENT_SYSTEM = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'ETIMEDOUT',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
]);
/** What the driver says, without a code, when a connection dies under it. */
const TRANSIENT_MESSAGE = /^(Connection terminated|timeout exceeded|timeout expired|Client has encountered)/i;

/**
 * Whether a database error says "not now" (connection lost, server restarting, lock or deadlock timeouts) rather
 * than "never". @see https://www.postgresql.org/docs/current/errcodes-appendix.html
 */
export function isTransientDatabaseError(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const code = 'code' in error && typeof error.code === 'string' ? error.code : '';
  if (TRANSIENT_SYSTEM.has(code) || TRANSIENT_SQLSTATE.test(code)) return true;
  if (TRANSIENT_MESSAGE.test(error.message)) return true;
  return error.cause !== undefined && isTransientDatabaseError(error.cause);
}
