import { StatsError } from './stats-error.js';

/** A distribution function that this engine does not have. */
export class UnknownFunctionError extends StatsError {
  readonly code = 'unknown-function';

  constructor(name: string) {
    super(`the engine has no distribution function "${name}"`, { name });
  }
}
