import { StatsError } from './stats-error.js';

/** Two lists that belong together have different lengths. */
export class LengthMismatchError extends StatsError {
  readonly code = 'length-mismatch';

  constructor(first: string, second: string, lengths: readonly [number, number]) {
    super(`${first} has ${String(lengths[0])} entries, ${second} has ${String(lengths[1])}`, {
      first,
      second,
    });
  }
}
