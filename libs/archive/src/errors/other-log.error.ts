import { BrokenLogError } from '@assay/event-bus';
import type { Position } from '@assay/event-bus';

const REMEDY = 'give this log an archive of its own (ARCHIVE_URL), or restore the log that belongs to it';

/** The archive was not made from this log, or from a newer state of it. */
export class OtherLogError extends BrokenLogError {
  readonly code = 'ARCHIVE_OF_OTHER_LOG';

  constructor({ topic, partition, offset }: Position, fact: string) {
    super(`${topic}[${String(partition)}]:${String(offset)}: ${fact}; ${REMEDY}`);
  }
}
