import { CliError } from './cli-error.js';

/** There is no room left: what is there goes on when there is. */
const FULL = new Set(['ENOSPC', 'EDQUOT', 'EFBIG']);

/** A file that cannot be written, or no further, as on a full disk. */
export class UnwritableFileError extends CliError {
  readonly code = 'UNWRITABLE_FILE';

  constructor(file: string, cause: NodeJS.ErrnoException) {
    const what = `${file} cannot be written: ${cause.message}`;
    const hint =
      'What is in it so far stays; make room and give the same command again, and it goes on where it was.';
    super(FULL.has(cause.code ?? '') ? `${what}. ${hint}` : what, { cause });
  }
}
