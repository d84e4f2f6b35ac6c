import { BusError } from '@assay/event-bus';

/** Somebody else wrote a partition of the archive meanwhile; what they wrote counts. */
export class ArchiveTakenError extends BusError {
  readonly code = 'ARCHIVE_TAKEN';
  readonly transient = true;

  constructor(key: string) {
    super(`${key} was changed by somebody else meanwhile`);
  }
}
