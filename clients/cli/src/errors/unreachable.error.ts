import { CliError } from './cli-error.js';

/** Nothing answers, or nothing that is Assay. */
export class UnreachableError extends CliError {
  readonly code = 'UNREACHABLE';

  constructor(url: string, cause: unknown) {
    super(`No answer from ${url} (${reasonOf(cause)}). Is Assay running there? "npm start" starts it here.`, {
      cause,
    });
  }
}

interface Cause {
  readonly code?: unknown;
  readonly message?: unknown;
  readonly cause?: unknown;
}

/** fetch says only that it failed; what happened is the cause of its error. */
function reasonOf(error: unknown): string {
  const { code, message, cause } = (error ?? {}) as Cause;
  if (typeof cause === 'object' && cause !== null) return reasonOf(cause);
  return typeof code === 'string' ? code : String(message ?? error);
}
