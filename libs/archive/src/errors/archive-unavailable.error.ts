import { BusError } from '@assay/event-bus';

/** The storage did not answer, or refused: the same call may succeed later. */
export class ArchiveUnavailableError extends BusError {
  readonly code = 'ARCHIVE_UNAVAILABLE';
  readonly transient = true;

  constructor(action: string, cause: unknown) {
    super(`${action}: ${cause instanceof Error ? `${cause.name}: ${cause.message}` : String(cause)}`, cause);
  }
}
