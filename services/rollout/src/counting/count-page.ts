import type { BatchScope } from '@assay/projections';
import type { UnitPage } from '../outcomes/unit-page.js';
import { readUnitPage } from '../outcomes/unit-page.js';
import { CountedGroups } from '../statistics/group-counts.js';
import { isSameMark } from '../statistics/life.js';
import { countsOfUnit } from '../statistics/unit-counts.fold.js';
import type { StandingRow } from './counted-rollouts.store.js';
import { countAnew, STANDING, standingOf, writeCounted } from './counted-rollouts.store.js';
import { addCounts } from './counts.store.js';
import type { Counting } from './touched-units.js';

const PAGE = 1_000;
const UNFINISHED = `
  SELECT ${STANDING}, own.partition
    FROM counted_rollouts AS own JOIN rollout_lives AS life USING (project, rollout)
   WHERE own.partition = $1 AND own.after IS NOT NULL
   ORDER BY own.project, own.rollout LIMIT 1`;

/** Counts the next units of one rollout that is not counted to its end. */
export async function countPage(scope: BatchScope, { lives, receivedDay }: Counting): Promise<void> {
  const [row] = await scope.query<StandingRow>(UNFINISHED, [scope.partition]);
  if (row === undefined) return;
  const standing = standingOf(row);
  const { counted, now, ...part } = standing;
  const [life] = counted === undefined ? [] : await lives.of(scope, [{ ...part, mark: counted.mark }]);
  if (counted === undefined || life === undefined || !isSameMark(counted.mark, now)) {
    await countAnew(scope, [standing]);
    return;
  }
  const wanted: UnitPage = { ...part, from: 0, after: counted.after ?? '', limit: PAGE };
  const units = await readUnitPage(scope, wanted);
  const groups = new CountedGroups();
  for (const unit of units) groups.add(countsOfUnit(unit, life.stretches));
  await addCounts(scope, [{ part, groups: groups.told() }], receivedDay);
  const last = units.length < PAGE ? null : (units.at(-1)?.[0]?.unit ?? null);
  await writeCounted(scope, [{ ...part, mark: counted.mark, after: last }]);
}
