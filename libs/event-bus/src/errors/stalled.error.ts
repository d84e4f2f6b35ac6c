import { BusError } from './bus-error.js';

/** There is something to read, nobody is busy, and nothing arrives. */
export class StalledError extends BusError {
  readonly code = 'STALLED';
  readonly transient = true;

  constructor(reader: string, stalledMs: number) {
    super(`${reader} has had messages waiting for ${String(stalledMs)} ms and got none; connecting anew`);
  }
}
