import { BusError } from './bus-error.js';

/** An `@EventPattern` cannot be subscribed to as it is written. */
export class UnroutablePatternError extends BusError {
  readonly code = 'UNROUTABLE_PATTERN';
  readonly transient = false;

  constructor(pattern: string, problem: string) {
    super(`@EventPattern('${pattern}') ${problem}`);
  }
}
