import { asRefusal } from '@assay/projections';

/**
 * The result of work that needs the database.
 * @throws UnavailableProblem `STORE_UNAVAILABLE` while it is away; nothing was written
 * @throws ConflictProblem `CONCURRENT_CHANGES` when others kept being faster
 */
export async function available<Result>(work: () => Promise<Result>): Promise<Result> {
  try {
    return await work();
  } catch (cause) {
    throw asRefusal(cause);
  }
}
