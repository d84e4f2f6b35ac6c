import type { Transaction } from '@assay/projections';
import type { StoredOutcomes, UnitPart } from '../outcomes/unit-rows.store.js';
import { CountedGroups } from '../statistics/group-counts.js';
import { countsOfUnit } from '../statistics/unit-counts.fold.js';
import { isCounted, partName } from './counted-rollout.js';
import type { Standing } from './counted-rollouts.store.js';
import { countAnew, readStandings } from './counted-rollouts.store.js';
import type { CountsChange } from './counts.store.js';
import { addCounts } from './counts.store.js';
import type { LifeCache } from './life-cache.js';
import { grouped } from '../statistics/grouped.js';

/** A unit with all of its rows, as they were and as they are now. */
export interface TouchedUnit extends UnitPart {
  readonly before: readonly StoredOutcomes[];
  readonly after: readonly StoredOutcomes[];
}

export interface Counting {
  readonly lives: LifeCache;
  /** The last day on which outcomes came, in days since 1970. */
  readonly receivedDay: number;
}

/** Brings the counts in line with what has changed of units: what they were in them is taken away, what they are added. */
export async function countTouched(
  transaction: Transaction,
  touched: readonly TouchedUnit[],
  { lives, receivedDay }: Counting,
): Promise<void> {
  const parts = grouped(touched, partName);
  const first = [...parts.values()].flatMap(([unit]) => unit ?? []);
  const standings = await readStandings(transaction, first);
  const marked = standings.map(({ counted, now, ...part }) => ({ ...part, mark: counted?.mark ?? now }));
  const ready = await lives.of(transaction, marked);
  const anew: Standing[] = [];
  const changes: CountsChange[] = [];
  for (const [nth, standing] of standings.entries()) {
    const life = ready[nth];
    const { counted } = standing;
    if (counted === undefined || life === undefined) {
      anew.push(standing);
      continue;
    }
    const groups = new CountedGroups();
    for (const { unit, before, after } of parts.get(partName(standing)) ?? []) {
      if (!isCounted(counted, unit)) continue;
      groups.add(countsOfUnit(after, life.stretches)).add(countsOfUnit(before, life.stretches), -1);
    }
    changes.push({ part: standing, groups: groups.told() });
  }
  await addCounts(transaction, changes, receivedDay);
  await countAnew(transaction, anew);
}
