import { EventStoreError } from './event-store-error.js';

/** An event id is already in the store for another stream or type, or only some of the ids are there. */
export class EventIdTakenError extends EventStoreError {
  readonly code = 'event-id-taken';

  constructor(stream: string, ids: readonly string[]) {
    super(`stream ${stream} cannot take event ids that name other events: ${ids.join(', ')}`, {
      stream,
      ids,
    });
  }
}
