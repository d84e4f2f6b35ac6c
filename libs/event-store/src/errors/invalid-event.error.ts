import { EventStoreError } from './event-store-error.js';

/** The event could not be read again if it were stored, or it does not belong to the stream. */
export class InvalidEventError extends EventStoreError {
  readonly code = 'invalid-event';

  constructor(stream: string, type: string, detail: string) {
    super(`stream ${stream} does not take this ${type}: ${detail}`, { stream, type, detail });
  }
}
