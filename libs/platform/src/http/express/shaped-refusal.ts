import type { RequestFacts } from '../../problems/problem-of.js';
import { problemOf } from '../../problems/problem-of.js';
import type { RefusalShape } from './express-route.js';

interface Asked {
  readonly params: unknown;
  readonly facts: RequestFacts;
}

/** A refusal as its route wants it; surprises stay what they are, and are logged as such. */
export function shapedRefusal(
  error: unknown,
  shape: RefusalShape | undefined,
  { params, facts }: Asked,
): unknown {
  if (shape === undefined) return error;
  const problem = problemOf(error, facts);
  return problem.status < 500 ? shape(problem, params) : error;
}
