import { ProjectionError } from './projection-error.js';

/** One replay of a projection at a time. */
export class ReplayRunningError extends ProjectionError {
  readonly code = 'REPLAY_RUNNING';

  constructor(projection: string) {
    super(`projection ${projection} is being replayed already; wait for it, or end it`, { projection });
  }
}
