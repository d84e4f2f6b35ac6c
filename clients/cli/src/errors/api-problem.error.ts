import { CliError } from './cli-error.js';

/** One thing wrong with a request, as the server names it. */
export interface FieldProblem {
  readonly path: string;
  readonly value?: unknown;
  readonly message: string;
  readonly index?: number;
  readonly code?: string;
}

/** The server’s answer when it does not do what was asked (RFC 9457). */
export interface Problem {
  readonly status: number;
  readonly code: string;
  readonly title: string;
  readonly detail: string;
  readonly errors: readonly FieldProblem[];
}

/** The server refused. */
export class ApiProblemError extends CliError {
  readonly code = 'API_PROBLEM';

  constructor(
    readonly problem: Problem,
    request: string,
  ) {
    super(
      `${request}: ${String(problem.status)} ${problem.code}: ${problem.detail || problem.title}${hint(problem)}`,
    );
  }
}

/** Fields that the detail does not tell already. */
function hint({ status, errors, detail }: Problem): string {
  if (status === 401) return '. Give a valid token with --token or ASSAY_TOKEN; "assay token" makes one.';
  if (status === 403) return '. The token’s role does not reach that far.';
  const untold = errors.filter(({ message }) => !detail.includes(message));
  return untold.map(({ path, message }) => `\n  ${path} ${message}`).join('');
}
