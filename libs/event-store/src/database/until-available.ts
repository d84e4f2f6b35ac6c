import { isTransientError } from '@assay/event-bus';

const PATIENCE_MS = 60_000;
const PAUSE_MS = 250;

/**
 * Does what needs the database as soon as it is there: a service may start before its database does.
 * @throws the last error after a minute, or at once one that waiting does not mend
 */
export async function untilAvailable<Result>(work: () => Promise<Result>): Promise<Result> {
  for (let waited = 0; ; waited += PAUSE_MS) {
    try {
      return await work();
    } catch (error) {
      if (!isTransientError(error) || waited >= PATIENCE_MS) throw error;
      await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
    }
  }
}
