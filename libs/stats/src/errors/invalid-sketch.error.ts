import { StatsError } from './stats-error.js';

/** What was read is no sketch: buckets out of order, counts that are no positive whole numbers, other JSON. */
export class InvalidSketchError extends StatsError {
  readonly code = 'invalid-sketch';

  constructor(problem: string) {
    super(`not a sketch: ${problem}`, { problem });
  }
}
