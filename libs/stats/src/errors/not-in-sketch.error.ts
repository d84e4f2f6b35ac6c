import { StatsError } from './stats-error.js';

/** More was taken out of a bucket of a sketch than had been put in. */
export class NotInSketchError extends StatsError {
  readonly code = 'not-in-sketch';

  constructor(bucket: number, count: number, removed: number) {
    super(`bucket ${String(bucket)} holds ${String(count)}, and ${String(removed)} are to be taken out`, {
      bucket,
      count,
      removed,
    });
  }
}
