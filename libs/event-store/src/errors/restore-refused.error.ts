import { EventStoreError } from './event-store-error.js';

/** The store cannot be restored from the log as it is; nothing was written. */
export class RestoreRefusedError extends EventStoreError {
  constructor(
    readonly code:
      'RESTORE_RUNNING' | 'EVENT_UNREADABLE' | 'CHAIN_BROKEN' | 'EVENT_ALTERED' | 'STORE_DIVERGED',
    detail: string,
    data: Readonly<Record<string, unknown>> = {},
  ) {
    super(detail, data);
  }
}
