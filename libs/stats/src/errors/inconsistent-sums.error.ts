import { StatsError } from './stats-error.js';

/** Sums that no set of values can have. */
export class InconsistentSumsError extends StatsError {
  readonly code = 'inconsistent-sums';

  constructor(detail: string) {
    super(`no values have these sums: ${detail}`, { detail });
  }
}
