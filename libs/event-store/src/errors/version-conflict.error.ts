import { EventStoreError } from './event-store-error.js';

/** Somebody else wrote the stream since it was loaded: load it again and decide again. */
export class VersionConflictError extends EventStoreError {
  readonly code = 'version-conflict';

  constructor(
    readonly stream: string,
    readonly expected: number,
    readonly actual: number,
  ) {
    super(`stream ${stream} is at version ${String(actual)}, expected ${String(expected)}`, {
      stream,
      expected,
      actual,
    });
  }
}
