import type { ArchivedExtent } from '../archive/log-archive.js';
import type { Position } from '../port.js';
import { BusError } from './bus-error.js';

/** What was to be deleted from the log is not in the archive (whole). */
export class NotArchivedError extends BusError {
  readonly code = 'NOT_ARCHIVED';
  readonly transient = false;

  constructor({ topic, partition, offset }: Position, extent: ArchivedExtent | undefined) {
    const has = extent === undefined ? 'nothing' : `${String(extent.from)} to ${String(extent.until)}`;
    super(
      `${topic}[${String(partition)}] is not deleted up to ${String(offset)}: the archive has ${has} of it`,
    );
  }
}
