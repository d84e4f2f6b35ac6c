import { BusError } from './bus-error.js';

/**
 * What comes next in the log is not there or is not what was written: a reader halts, and what it has made so far stays
 * as it is.
 */
export abstract class BrokenLogError extends BusError {
  readonly transient = false;
}
