import { BusError } from './bus-error.js';

/** The bus was closed before this could be done. */
export class BusClosedError extends BusError {
  readonly code = 'BUS_CLOSED';
  readonly transient = false;

  constructor(what: string) {
    super(`${what}: the bus is closed`);
  }
}
