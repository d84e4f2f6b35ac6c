import type { ModelReader, Projections } from '@assay/projections';
import { PROJECTIONS } from '@assay/projections';
import { Inject, Injectable } from '@nestjs/common';
import type { WithOffsets } from '../certificate/seen.js';
import { changesSince } from './affected-units.js';
import type { CountedRollout } from './counted-rollout.js';
import type { WantedCounts } from './counts.store.js';
import { readCounts } from './counts.store.js';
import { grownSince, readCounted } from './counted-parts.js';
import { offsetsRead } from '../outcomes/offsets-read.js';
import { UnitHistories } from '../outcomes/unit-histories.js';
import type { GroupCounts } from '../statistics/group-counts.js';
import { CountedGroups } from '../statistics/group-counts.js';
import type { RolloutLife } from '../statistics/life.js';
import { stretchesOf } from '../statistics/stretches.js';
import { countsOfUnit } from '../statistics/unit-counts.fold.js';

/** The version of the read model from which on units are counted as they come. */
const COUNTED_FROM = 9;

/** Statistics of rollouts: what was counted as outcomes came, or units counted now where that is not to be had. */
@Injectable()
export class StatisticsReader {
  constructor(
    @Inject(PROJECTIONS) private readonly models: Projections,
    private readonly histories: UnitHistories,
  ) {}

  /** @param life of the rollout as it is decided about now */
  async groups(wanted: WantedCounts, life: RolloutLife): Promise<readonly GroupCounts[]> {
    return (await this.kept(wanted, life))?.found ?? this.countNow(wanted, life);
  }

  /** What was counted as outcomes came; undefined where some units are not counted by this life. */
  kept(wanted: WantedCounts, life: RolloutLife): Promise<WithOffsets<readonly GroupCounts[]> | undefined> {
    return this.models.read('outcomes', async (model) => {
      const found = await countedBy(model, wanted, life);
      return found && { found, offsets: await offsetsRead(model) };
    });
  }

  /** Unit by unit: takes longer with more units, and no more memory. */
  async countNow(
    { project, rollout, by, from }: WantedCounts,
    life: RolloutLife,
  ): Promise<readonly GroupCounts[]> {
    const stretches = stretchesOf(life);
    const groups = new CountedGroups();
    for await (const unit of this.histories.of({ project, rollout, from }))
      groups.add(countsOfUnit(unit, stretches));
    return groups.told().filter((group) => group.by === by && group.at >= from);
  }
}

async function countedBy(
  model: ModelReader,
  wanted: WantedCounts,
  life: RolloutLife,
): Promise<readonly GroupCounts[] | undefined> {
  if (model.generation.version < COUNTED_FROM) return undefined;
  const parts = await readCounted(model, wanted);
  if (!parts.every((part): part is CountedRollout => part?.after === null)) return undefined;
  const grown = grownSince(parts, life);
  const changes = grown && (await changesSince(model, grown));
  if (changes?.every((change) => change !== undefined) !== true) return undefined;
  const groups = new CountedGroups().add(await readCounts(model, wanted));
  for (const change of changes) groups.add(change.groups);
  return groups.told().filter((group) => group.by === wanted.by && group.at >= wanted.from);
}
