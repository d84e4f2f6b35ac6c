import type { Position, RawMessage } from '../port.js';

/** A message with its place in the log, as either implementation reads it. */
export interface LogRecord extends Position, RawMessage {
  readonly appendedAt: number;
}
