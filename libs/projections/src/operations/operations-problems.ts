import { ConflictProblem, NotFoundProblem } from '@assay/platform';
import { RebuildRunningError, UnknownProjectionError } from '../errors/index.js';
import { asRefusal } from './availability.interceptor.js';

/** Gives what the runtime refuses as the problem a caller sees; surprises stay what they are. */
export async function asProblems<Result>(work: () => Promise<Result>): Promise<Result> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof UnknownProjectionError) throw new NotFoundProblem(error.code, error.message);
    if (error instanceof RebuildRunningError) throw new ConflictProblem(error.code, error.message);
    throw asRefusal(error);
  }
}
