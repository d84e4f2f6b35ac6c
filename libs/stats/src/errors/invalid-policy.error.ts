import { StatsError } from './stats-error.js';

/** Probabilities of a policy that do not add up to 1. */
export class InvalidPolicyError extends StatsError {
  readonly code = 'invalid-policy';

  constructor(sum: number) {
    super(`the probabilities of a policy add up to ${String(sum)}, not to 1`, { sum });
  }
}
