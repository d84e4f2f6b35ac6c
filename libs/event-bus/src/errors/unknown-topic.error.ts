import { BusError } from './bus-error.js';

/** The topic does not exist in the log; it may appear once the topics have been created. */
export class UnknownTopicError extends BusError {
  readonly code = 'UNKNOWN_TOPIC';
  readonly transient = true;

  constructor(topic: string) {
    super(`topic ${topic} does not exist in the log`);
  }
}
