import type { BatchScope } from '@assay/projections';
import { isSameMark, lifeAt } from '../statistics/life.js';
import type { GrownLife } from './affected-units.js';
import { changesSince } from './affected-units.js';
import type { Standing, StandingRow } from './counted-rollouts.store.js';
import { countAnew, STANDING, standingOf, writeCounted } from './counted-rollouts.store.js';
import type { CountsChange } from './counts.store.js';
import { addCounts } from './counts.store.js';
import { readLives } from './lives.js';
import type { CountingProgress } from './progress.store.js';
import { noteChange } from './progress.store.js';

const PAGE = 10;
/** Rollouts that changed since, of those with outcomes in the partition. */
const CHANGED = `
  SELECT ${STANDING}, met.partition, life.change::float8 AS change
    FROM rollout_lives AS life
    JOIN rollout_activity AS met ON met.project = life.project AND met.rollout = life.rollout AND met.partition = $1
    LEFT JOIN counted_rollouts AS own
      ON own.project = life.project AND own.rollout = life.rollout AND own.partition = $1
   WHERE life.change > $2
   ORDER BY life.change LIMIT ${String(PAGE)}`;

interface ChangedRow extends StandingRow {
  readonly change: number;
}

/** Brings the counts of a partition in line with what has happened to rollouts since: some of them at a time. */
export async function followLives(
  scope: BatchScope,
  { change, head, receivedDay }: CountingProgress,
): Promise<void> {
  const rows = await scope.query<ChangedRow>(CHANGED, [scope.partition, change]);
  const standings = rows.map(standingOf).filter(isBehind);
  const grown = await grownOf(scope, standings);
  const changes = await changesSince(
    scope,
    grown.flatMap((one) => one ?? []),
  );
  const inTurn = changes.values();
  const changed = new Map<Standing, CountsChange>();
  for (const [nth, standing] of standings.entries()) {
    const found = grown[nth] === undefined ? undefined : inTurn.next().value;
    if (found !== undefined) changed.set(standing, found);
  }
  await addCounts(scope, [...changed.values()], receivedDay);
  await writeCounted(
    scope,
    [...changed.keys()].map(({ now, counted: _before, ...part }) => ({ ...part, mark: now, after: null })),
  );
  await countAnew(
    scope,
    standings.filter((standing) => !changed.has(standing)),
  );
  const last = rows.length < PAGE ? head : rows.at(-1)?.change;
  await noteChange(scope, last ?? head);
}

const isBehind = ({ counted, now }: Standing): boolean =>
  counted === undefined || !isSameMark(counted.mark, now);

/** By the place of the standing: undefined where units have to be counted anew. */
async function grownOf(
  scope: BatchScope,
  standings: readonly Standing[],
): Promise<readonly (GrownLife | undefined)[]> {
  const read = standings.length === 0 ? [] : await readLives(scope, standings);
  return standings.map(({ counted, now: mark, ...part }) => {
    const life = read.find(
      ({ project, rollout }) => project === part.project && rollout === part.rollout,
    )?.life;
    const now = life && lifeAt(life, mark);
    const before = counted?.after === null && now !== undefined ? lifeAt(now, counted.mark) : undefined;
    return now === undefined || before === undefined ? undefined : { part, before, now };
  });
}
