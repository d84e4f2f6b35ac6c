import { ProjectionError } from './projection-error.js';

/** One rebuild of a projection at a time. */
export class RebuildRunningError extends ProjectionError {
  readonly code = 'REBUILD_RUNNING';

  constructor(projection: string, generation: number) {
    super(`projection ${projection} is being rebuilt already, as generation ${String(generation)}`, {
      projection,
      generation,
    });
  }
}
