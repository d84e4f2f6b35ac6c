import type { FieldError, Problem } from './problem.js';

/** The media type of every error answer. */
export const PROBLEM_MEDIA_TYPE = 'application/problem+json';

/** An error answer as RFC 9457 defines it, with Assay's `code` and `errors`. */
export interface ProblemDocument {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly code: string;
  readonly detail: string;
  /** Names the occurrence in the log; on surprises only. */
  readonly instance?: string;
  readonly errors?: readonly FieldError[];
}

/**
 * The JSON of a problem.
 * @example problemDocument(new NotFoundProblem('EXPERIMENT_UNKNOWN', 'there is no experiment "x"')).status // 404
 */
export const problemDocument = (problem: Problem, instance?: string): ProblemDocument => ({
  type: `urn:assay:problem:${problem.code.toLowerCase().replaceAll('_', '-')}`,
  title: problem.title,
  status: problem.status,
  code: problem.code,
  detail: problem.detail,
  ...(instance === undefined ? {} : { instance }),
  ...(problem.errors === undefined ? {} : { errors: problem.errors }),
  ...problem.extensions,
});
