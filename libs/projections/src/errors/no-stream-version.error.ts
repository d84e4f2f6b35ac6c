import { ProjectionError } from './projection-error.js';

/** A projection that applies events in stream order was given one that belongs to no stream. */
export class NoStreamVersionError extends ProjectionError {
  readonly code = 'NO_STREAM_VERSION';

  constructor(type: string, id: string) {
    super(`${type} ${id} carries no stream version, so its place in its stream is not known`, { type, id });
  }
}
