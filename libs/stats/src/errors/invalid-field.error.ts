import { StatsError } from './stats-error.js';

/** A field that is missing or of another type than its capability needs. */
export class InvalidFieldError extends StatsError {
  readonly code = 'invalid-field';

  constructor(field: string, wanted: string) {
    super(`${field} must be ${wanted}`, { field, wanted });
  }
}
