import { ProjectionError } from './projection-error.js';

/** The log could not be read up to where a replay was to go. */
export class ReplayHaltedError extends ProjectionError {
  readonly code = 'REPLAY_HALTED';

  constructor(projection: string, reason: string) {
    super(`the replay of projection ${projection} could not go on: ${reason}`, { projection, reason });
  }
}
