import { EventStoreError } from './event-store-error.js';

/** The database is away, restarting or blocked: the same call may succeed later. Nothing was written. */
export class StoreUnavailableError extends EventStoreError {
  readonly code = 'store-unavailable';
  readonly transient = true;

  constructor(operation: string, cause: unknown) {
    const detail = cause instanceof Error ? cause.message : String(cause);
    super(`${operation} is not possible now: ${detail}`, { operation, detail }, { cause });
  }
}
