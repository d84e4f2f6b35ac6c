import type { Position } from '@assay/event-bus';
import { ProjectionError } from './projection-error.js';

/** A rebuild never goes past the live tables: it waits for them. */
export class RebuildAheadError extends ProjectionError {
  readonly code = 'REBUILD_AHEAD';
  override readonly transient = true;

  constructor(projection: string, live: Position) {
    super(
      `the rebuild of projection ${projection} waits at ` +
        `${live.topic}[${String(live.partition)}]:${String(live.offset)} for the live tables`,
      { projection, ...live },
    );
  }
}
