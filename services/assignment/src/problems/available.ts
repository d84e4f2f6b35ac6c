import { asRefusal } from '@assay/projections';

/**
 * The result of work that needs the database.
 * @throws UnavailableProblem `STORE_UNAVAILABLE` while it is away; nothing was written
 * @throws UnavailableProblem `READ_MODEL_NOT_READY` until a read model has been built for the first time
 * @throws ConflictProblem `CONCURRENT_CHANGES` when others kept being faster
 */
export async function available<Result>(work: () => Promise<Result>): Promise<Result> {
  try {
    return await work();
  } catch (cause) {
    throw asRefusal(cause);
  }
}
