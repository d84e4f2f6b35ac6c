import type { Position } from '../port.js';
import { BrokenLogError } from './broken-log.error.js';

const REMEDY = {
  before: 'give the archive that has what came before (ARCHIVE_URL), or restore the topic',
  after: 'the log was restored from before: rebuild what the reader has made of it',
};

/**
 * The log does not continue where the reader stopped: messages were deleted before they were read, or the log was
 * restored to an older state than the reader's checkpoint. Going on would skip or repeat silently, so it halts.
 */
export class PositionGapError extends BrokenLogError {
  readonly code = 'POSITION_GAP';

  constructor(expected: Position, earliest: number, end: number) {
    super(
      `${expected.topic}[${String(expected.partition)}] does not continue at ${String(expected.offset)}: ` +
        `the log holds ${String(earliest)} to ${String(end)}; ` +
        (expected.offset > end ? REMEDY.after : REMEDY.before),
    );
  }
}
