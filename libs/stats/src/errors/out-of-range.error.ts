import { StatsError } from './stats-error.js';

/** A number outside the domain of a function or parameter. */
export class OutOfRangeError extends StatsError {
  readonly code = 'out-of-range';

  constructor(field: string, value: number, range: string) {
    super(`${field} is ${String(value)}, outside ${range}`, { field, value, range });
  }
}
