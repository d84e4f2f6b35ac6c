import { StatsError } from './stats-error.js';

/** Text that is not a decimal number. */
export class InvalidDecimalError extends StatsError {
  readonly code = 'invalid-decimal';

  constructor(text: string) {
    super(`"${text}" is not a decimal number`, { text });
  }
}
