import { BusError } from './bus-error.js';

/** The log could not be reached or refused; whether the messages were stored is unknown, their ids make a repeat harmless. */
export class LogUnavailableError extends BusError {
  readonly code = 'LOG_UNAVAILABLE';
  readonly transient = true;

  constructor(what: string, cause: unknown) {
    super(`${what}: ${cause instanceof Error ? cause.message : String(cause)}`, cause);
  }
}
