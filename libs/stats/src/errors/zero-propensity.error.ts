import { StatsError } from './stats-error.js';

/** A logged decision that could not have been made: its probability is not in (0, 1]. */
export class ZeroPropensityError extends StatsError {
  readonly code = 'zero-propensity';

  constructor(index: number, propensity: number) {
    super(`decision ${String(index)} was logged with a propensity of ${String(propensity)}, not in (0, 1]`, {
      index,
      propensity,
    });
  }
}
