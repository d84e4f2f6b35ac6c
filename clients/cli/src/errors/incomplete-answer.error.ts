import { CliError } from './cli-error.js';

/** Long work that ended before its end. */
export class IncompleteAnswerError extends CliError {
  readonly code = 'INCOMPLETE_ANSWER';

  constructor(work: string, detail: string) {
    super(`${work}: ${detail}`);
  }
}
