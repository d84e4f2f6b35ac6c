import { EventStoreError } from '../errors/event-store-error.js';

/** Positions are dense, so a missing one means damage: nothing after it is published. */
export class RelayGapError extends EventStoreError {
  readonly code = 'relay-gap';

  constructor(log: string, expected: number, found: number) {
    super(`log ${log} continues at position ${String(found)}, expected ${String(expected)}`, {
      log,
      expected,
      found,
    });
  }
}
