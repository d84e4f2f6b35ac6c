import { BusError } from './bus-error.js';

/** Another writer holds the partition; nothing was written, and publishing again is safe. */
export class LogBusyError extends BusError {
  readonly code = 'LOG_BUSY';
  readonly transient = true;

  constructor(lanes: string, cause: unknown) {
    super(`another writer holds ${lanes}; nothing was written`, cause);
  }
}
