import { EventStoreError } from '../errors/event-store-error.js';

/** Another relay moved the cursor: this one no longer leads and begins again. */
export class RelaySupersededError extends EventStoreError {
  readonly code = 'relay-superseded';

  constructor(log: string, position: number) {
    super(`log ${log} was relayed beyond position ${String(position)} by another process`, { log, position });
  }
}
