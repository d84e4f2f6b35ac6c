import { StatsError } from './stats-error.js';

/** A capability that this engine does not have. */
export class UnknownCapabilityError extends StatsError {
  readonly code = 'unknown-capability';

  constructor(capability: string) {
    super(`the engine has no capability "${capability}"`, { capability });
  }
}
