import { EventStoreError } from './event-store-error.js';

/** Nothing is written for now: the store does not have all that the log has of it, or nobody could compare yet. */
export class StoreHeldError extends EventStoreError {
  readonly transient = true;

  constructor(
    readonly code: 'STORE_BEHIND_LOG' | 'AWAITING_IMPORT' | 'LOG_NOT_COMPARED',
    service: string,
    detail: string,
  ) {
    super(detail, { service });
  }
}
