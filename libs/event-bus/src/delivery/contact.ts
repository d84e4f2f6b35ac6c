import { BusError } from '../errors/bus-error.js';
import { LogUnavailableError } from '../errors/log-unavailable.error.js';

/** Remembers whether the last contact with the log succeeded. */
export class Contact {
  succeeded = true;

  async noting<Result>(contact: () => Promise<Result>): Promise<Result> {
    try {
      const result = await contact();
      this.succeeded = true;
      return result;
    } catch (error) {
      // A refusal that the log itself gave is an answer.
      if (!(error instanceof BusError) || error instanceof LogUnavailableError) this.succeeded = false;
      throw error;
    }
  }
}
