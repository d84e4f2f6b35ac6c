import { CliError } from './cli-error.js';

/** A file that is missing, damaged or empty. */
export class UnreadableFileError extends CliError {
  readonly code = 'UNREADABLE_FILE';

  constructor(file: string, detail: string, options?: ErrorOptions) {
    super(`${file}: ${detail}`, options);
  }
}
