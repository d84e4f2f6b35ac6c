import type { AuditLines } from '@assay/contracts';
import { ConflictProblem, NotFoundProblem, UnprocessableProblem } from '@assay/platform';
import {
  NotInLogError,
  OtherTopicError,
  PastTooLongError,
  RebuildRunningError,
  ReplayRunningError,
  UnknownProjectionError,
} from '../errors/index.js';
import { asRefusal } from './availability.interceptor.js';

/** What the runtime refuses as the problem a caller sees; surprises stay what they are. */
function asProblem(error: unknown): unknown {
  if (error instanceof UnknownProjectionError) return new NotFoundProblem(error.code, error.message);
  if (error instanceof RebuildRunningError || error instanceof ReplayRunningError)
    return new ConflictProblem(error.code, error.message);
  if (error instanceof NotInLogError || error instanceof OtherTopicError || error instanceof PastTooLongError)
    return new UnprocessableProblem(error.code, error.message);
  return asRefusal(error);
}

/** Does the work; what it throws is what a caller is to see. */
export async function asProblems<Result>(work: () => Promise<Result>): Promise<Result> {
  try {
    return await work();
  } catch (error) {
    throw asProblem(error);
  }
}

/** The same, for work that tells how far it is. */
export async function* linesWithProblems(lines: AuditLines): AuditLines {
  try {
    yield* lines;
  } catch (error) {
    throw asProblem(error);
  }
}
