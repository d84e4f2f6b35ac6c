import type { Transaction } from '@assay/projections';
import type { LifeMark } from '../statistics/life.js';
import type { CountedRollout, RolloutPart } from './counted-rollout.js';
import { partColumns } from './counted-rollout.js';
import { dropCounts } from './counts.store.js';

/** A part as it is counted, beside the life that the rollout has now. */
export interface Standing extends RolloutPart {
  /** Undefined where nothing is counted yet. */
  readonly counted: CountedRollout | undefined;
  readonly now: LifeMark;
}

/** How a statement gives what is counted of a part, where that is joined as `own`; null where it is not. */
export const COUNTED = `
  CASE WHEN own.partition IS NOT NULL
       THEN jsonb_build_object('project', own.project, 'rollout', own.rollout, 'partition', own.partition, 'after', own.after,
              'mark', jsonb_build_object('audience', own.audience, 'first', own.first, 'last', own.last))
       END AS counted`;

/** The same beside the life that the rollout has now. */
export const STANDING = `
  life.project, life.rollout,
  jsonb_build_object('audience', life.audience, 'first', life.first, 'last', life.last) AS now,
  ${COUNTED}`;

export interface StandingRow extends Omit<Standing, 'counted'> {
  readonly counted: CountedRollout | null;
}

export const standingOf = ({ counted, ...row }: StandingRow): Standing => ({
  ...row,
  counted: counted ?? undefined,
});

const READ = `
  SELECT ${STANDING}, asked.partition
    FROM unnest($1::text[], $2::text[], $3::int[]) AS asked (project, rollout, partition)
    JOIN rollout_lives AS life USING (project, rollout)
    LEFT JOIN counted_rollouts AS own USING (project, rollout, partition)`;

/** Of these parts, those of rollouts. */
export async function readStandings(
  transaction: Transaction,
  parts: readonly RolloutPart[],
): Promise<readonly Standing[]> {
  return (await transaction.query<StandingRow>(READ, partColumns(parts))).map(standingOf);
}

const WRITE = `
  INSERT INTO counted_rollouts (project, rollout, partition, audience, first, last, after)
  SELECT * FROM unnest($1::text[], $2::text[], $3::int[], $4::text[], $5::text[], $6::text[], $7::text[])
  ON CONFLICT (project, rollout, partition) DO UPDATE SET
    audience = excluded.audience, first = excluded.first, last = excluded.last, after = excluded.after`;

export async function writeCounted(
  transaction: Transaction,
  counted: readonly CountedRollout[],
): Promise<void> {
  if (counted.length === 0) return;
  await transaction.query(WRITE, [
    ...partColumns(counted),
    counted.map(({ mark }) => mark.audience),
    counted.map(({ mark }) => mark.first),
    counted.map(({ mark }) => mark.last),
    counted.map(({ after }) => after),
  ]);
}

/** Units of these parts are counted once more, from the first one on, by the life of now. */
export async function countAnew(transaction: Transaction, standings: readonly Standing[]): Promise<void> {
  await dropCounts(transaction, standings);
  await writeCounted(
    transaction,
    standings.map(({ project, rollout, partition, now }) => ({
      ...{ project, rollout, partition },
      ...{ mark: now, after: '' },
    })),
  );
}
