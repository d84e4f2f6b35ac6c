import type { Position } from '@assay/event-bus';
import { ProjectionError } from './projection-error.js';

/**
 * The batch begins after the checkpoint: applying it would skip what lies between. The database was restored to
 * an older state, or the reader was given the wrong position.
 */
export class CheckpointBehindError extends ProjectionError {
  readonly code = 'CHECKPOINT_BEHIND';
  override readonly transient = true;

  constructor(projection: string, at: Position, firstOffset: number) {
    super(
      `projection ${projection} stands at ${at.topic}[${String(at.partition)}]:${String(at.offset)}, ` +
        `the batch begins at ${String(firstOffset)}`,
      { projection, ...at, firstOffset },
    );
  }
}
