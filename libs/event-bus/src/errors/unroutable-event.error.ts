import { BusError } from './bus-error.js';

/** The event's type is not in the catalogue, so it has no topic. */
export class UnroutableEventError extends BusError {
  readonly code = 'UNROUTABLE_EVENT';
  readonly transient = false;

  constructor(type: string) {
    super(`event type ${type} has no topic in the catalogue`);
  }
}
