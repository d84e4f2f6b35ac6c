import { BusError } from './bus-error.js';

/** The event is larger than any reader, or the log, accepts. */
export class MessageTooLargeError extends BusError {
  readonly code = 'MESSAGE_TOO_LARGE';
  readonly transient = false;

  constructor(what: string, bytes: number, limit: number) {
    super(`a message of ${String(bytes)} bytes for ${what}; up to ${String(limit)} are taken`);
  }
}
