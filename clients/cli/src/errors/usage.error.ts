import { CliError, EXIT } from './cli-error.js';

/** The command line asks for something that cannot be. */
export class UsageError extends CliError {
  readonly code = 'USAGE';
  override readonly exitCode = EXIT.usage;
}
