import { CliError } from './cli-error.js';

/** A file that cannot be written any further, as on a full disk. */
export class UnwritableFileError extends CliError {
  readonly code = 'UNWRITABLE_FILE';

  constructor(file: string, cause: Error) {
    super(
      `${file} cannot be written: ${cause.message}. What is in it so far stays; make room and give the same command ` +
        `again, and it goes on where it was.`,
      { cause },
    );
  }
}
