import type { StatsErrorData } from './stats-error.js';
import { StatsError } from './stats-error.js';

/** Sketches whose buckets mean different values cannot be added up. */
export class IncompatibleSketchesError extends StatsError {
  readonly code = 'incompatible-sketches';

  constructor(data: StatsErrorData) {
    super(`sketches of different grids: ${JSON.stringify(data)}`, data);
  }
}
