import type { Transaction } from '@assay/projections';
import type { RolloutLife } from '../statistics/life.js';
import { isSameMark, lifeAt, markOf } from '../statistics/life.js';
import type { GrownLife } from './affected-units.js';
import type { CountedRollout } from './counted-rollout.js';
import { COUNTED } from './counted-rollouts.store.js';

const READ = `
  SELECT ${COUNTED}
    FROM rollout_activity AS met LEFT JOIN counted_rollouts AS own USING (project, rollout, partition)
   WHERE met.project = $1 AND met.rollout = $2`;

/** How far a rollout is counted in each partition that has outcomes of it; undefined where counting has not begun. */
export async function readCounted(
  transaction: Transaction,
  { project, rollout }: { readonly project: string; readonly rollout: string },
): Promise<readonly (CountedRollout | undefined)[]> {
  const rows = await transaction.query<{ readonly counted: CountedRollout | null }>(READ, [project, rollout]);
  return rows.map(({ counted }) => counted ?? undefined);
}

/** Parts that have to be brought in line with a life; undefined where more than new activations lies between. */
export function grownSince(
  parts: readonly CountedRollout[],
  life: RolloutLife,
): readonly GrownLife[] | undefined {
  const now = markOf(life);
  const grown = parts
    .filter(({ mark }) => !isSameMark(mark, now))
    .map(({ mark, after: _after, ...part }) => ({ part, before: lifeAt(life, mark), now: life }));
  return grown.every((one): one is GrownLife => one.before !== undefined) ? grown : undefined;
}
