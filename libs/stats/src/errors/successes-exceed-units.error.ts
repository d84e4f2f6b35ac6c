import { StatsError } from './stats-error.js';

/** More successes than units. */
export class SuccessesExceedUnitsError extends StatsError {
  readonly code = 'successes-exceed-units';

  constructor(successes: number, n: number) {
    super(`successes ${String(successes)} are more than units ${String(n)}`, { successes, n });
  }
}
