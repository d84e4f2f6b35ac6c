import { EventStoreError } from './event-store-error.js';

/** A stored event cannot be read by this version of the code (or was damaged). */
export class UnreadableEventError extends EventStoreError {
  readonly code = 'unreadable-event';

  constructor(stream: string, version: number, detail: string) {
    super(`event ${String(version)} of stream ${stream} cannot be read: ${detail}`, {
      stream,
      version,
      detail,
    });
  }
}
