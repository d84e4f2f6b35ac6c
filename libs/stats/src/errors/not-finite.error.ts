import { StatsError } from './stats-error.js';

/** NaN or an infinity where a number is needed. */
export class NotFiniteError extends StatsError {
  readonly code = 'not-finite';

  constructor(field: string, value: number) {
    super(`${field} is ${String(value)}; a finite number is needed`, { field, value });
  }
}
