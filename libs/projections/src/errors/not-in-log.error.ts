import type { Position } from '@assay/event-bus';
import { ProjectionError } from './projection-error.js';

/** What is to be replayed begins or ends where the log has nothing. */
export class NotInLogError extends ProjectionError {
  readonly code = 'NOT_IN_LOG';

  constructor(
    { topic, partition, offset }: Position,
    { earliest, end }: { readonly earliest: number; readonly end: number },
  ) {
    super(
      `${topic}[${String(partition)}]:${String(offset)} was asked for; there it goes from ${String(earliest)} to ${String(end)}`,
      { topic, partition, offset, earliest, end },
    );
  }
}
