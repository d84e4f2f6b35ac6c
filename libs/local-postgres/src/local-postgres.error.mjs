/** The server could not be created or started; `log` holds the last lines it wrote. */
export class LocalPostgresError extends Error {
  constructor(code, message, log = '') {
    super(log ? `${message}\n${log}` : message);
    this.name = 'LocalPostgresError';
    this.code = code;
    this.log = log;
  }
}
