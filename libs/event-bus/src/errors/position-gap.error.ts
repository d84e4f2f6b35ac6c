import type { Position } from '../port.js';
import { BusError } from './bus-error.js';

/**
 * The log does not continue where the reader stopped: messages were deleted before they were read, or the log was
 * restored to an older state than the reader's checkpoint. Going on would skip or repeat silently, so it halts.
 */
export class PositionGapError extends BusError {
  readonly code = 'POSITION_GAP';
  readonly transient = false;

  constructor(expected: Position, earliest: number, end: number) {
    super(
      `${expected.topic}[${String(expected.partition)}] does not continue at ${String(expected.offset)}: ` +
        `the log holds ${String(earliest)} to ${String(end)}; rebuild the reader's state from the log`,
    );
  }
}
