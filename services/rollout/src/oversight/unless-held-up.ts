import { Problem } from '@assay/platform';

/**
 * For what happens by itself: a step that policy holds up, or that others have not agreed to, is tried again later.
 * @returns undefined when it was held up
 */
export async function unlessHeldUp<Result>(work: Promise<Result>): Promise<Result | undefined> {
  try {
    return await work;
  } catch (error) {
    if (error instanceof Problem) return undefined;
    throw error;
  }
}
