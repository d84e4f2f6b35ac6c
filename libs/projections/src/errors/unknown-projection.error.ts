import { ProjectionError } from './projection-error.js';

/** No projection of this service has that name. */
export class UnknownProjectionError extends ProjectionError {
  readonly code = 'PROJECTION_NOT_FOUND';

  constructor(projection: string, known: readonly string[]) {
    super(`there is no projection ${projection} here; there are: ${known.join(', ') || 'none'}`, {
      projection,
      known,
    });
  }
}
