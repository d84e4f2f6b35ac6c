import { StatsError } from './stats-error.js';

/** A number of units, events or successes that is negative or not finite. */
export class InvalidCountError extends StatsError {
  readonly code = 'invalid-count';

  constructor(field: string, value: number) {
    super(`${field} is ${String(value)}; a count is a finite number from 0 on`, { field, value });
  }
}
