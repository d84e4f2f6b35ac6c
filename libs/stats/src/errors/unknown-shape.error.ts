import { StatsError } from './stats-error.js';

/** Inputs that match no shape of a capability. */
export class UnknownShapeError extends StatsError {
  readonly code = 'unknown-shape';

  constructor(capability: string, fields: readonly string[]) {
    super(`${capability} has no input shape with the fields ${fields.join(', ')}`, {
      capability,
      fields: fields.join(','),
    });
  }
}
