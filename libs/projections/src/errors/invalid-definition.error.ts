import { ProjectionError } from './projection-error.js';

/** The definition of a projection cannot be used as it is. */
export class InvalidDefinitionError extends ProjectionError {
  readonly code = 'INVALID_DEFINITION';

  constructor(projection: string, detail: string) {
    super(`projection ${projection} cannot be used: ${detail}`, { projection, detail });
  }
}
