import { CliError } from './cli-error.js';

/** A rebuild cannot read the log further; it is tried again by the service, and what is read meanwhile is as it was. */
export class RebuildHaltedError extends CliError {
  readonly code = 'REBUILD_HALTED';

  constructor(projection: string, reason: string) {
    super(
      `The rebuild of ${projection} halted: ${reason}. What is read is as it was; the rebuild goes on by itself as ` +
        `soon as the log can be read (--follow shows it).`,
    );
  }
}
