import { ProjectionError } from './projection-error.js';

/** More of the log would have to be read again than somebody should wait for. */
export class PastTooLongError extends ProjectionError {
  readonly code = 'PAST_TOO_LONG';

  constructor(projection: string, events: number, limit: number) {
    super(
      `${String(events)} events of projection ${projection} would have to be read again, and ${String(limit)} are the most`,
      { projection, events, limit },
    );
  }
}
