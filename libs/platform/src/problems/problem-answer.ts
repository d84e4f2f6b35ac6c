import { newId } from '../time/ids.js';
import { problemDocument, PROBLEM_MEDIA_TYPE } from './problem-document.js';
import type { RequestFacts } from './problem-of.js';
import { problemOf } from './problem-of.js';

/** Called with what nobody expected, and the id under which the caller was told of it. */
export type SurpriseLog = (error: unknown, instance: string) => void;

/** An error answer, ready to be sent. */
export interface ProblemAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly text: string;
}

/** The answer that an error stands for. */
export function problemAnswer(error: unknown, facts: RequestFacts, onSurprise: SurpriseLog): ProblemAnswer {
  const problem = problemOf(error, facts);
  const instance = problem.status === 500 ? `urn:uuid:${newId()}` : undefined;
  if (instance !== undefined) onSurprise(error, instance);
  return {
    status: problem.status,
    headers: { ...problem.headers, 'content-type': `${PROBLEM_MEDIA_TYPE}; charset=utf-8` },
    text: JSON.stringify(problemDocument(problem, instance)),
  };
}
