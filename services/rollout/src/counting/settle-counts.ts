import type { BatchScope } from '@assay/projections';
import { countPage } from './count-page.js';
import { followLives } from './follow-lives.js';
import { forgetUnits, prune } from './forget-units.js';
import type { LifeCache } from './life-cache.js';
import { readProgress } from './progress.store.js';

/**
 * One piece of what batches leave behind in a partition: rollouts that changed, units that are not counted yet, and what is
 * old enough to be forgotten.
 * @returns whether nothing is left to be done
 */
export const settleCounts =
  (lives: LifeCache) =>
  async (scope: BatchScope): Promise<boolean> => {
    const progress = await readProgress(scope);
    if (progress === undefined) return true;
    const { receivedDay } = progress;
    if (progress.change < progress.head) await followLives(scope, progress);
    else if (progress.isUnfinished) await countPage(scope, { lives, receivedDay });
    else if (progress.prunedDay < receivedDay) await prune(scope, receivedDay);
    else return forgetUnits(scope, { lives, receivedDay });
    return false;
  };
