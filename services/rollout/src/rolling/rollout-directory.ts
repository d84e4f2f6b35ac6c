import type { Projections } from '@assay/projections';
import { PROJECTIONS } from '@assay/projections';
import { Inject, Injectable } from '@nestjs/common';
import type { ExistingRollout, InProgress, Paused } from '../rollout/rollout-state.js';

const IN_TIER = `
  SELECT project, state AS rollout FROM rollouts WHERE status IN ('in_progress', 'paused')`;
const PAGE = `
  SELECT state AS rollout FROM rollouts
   WHERE project = $1 AND key COLLATE "C" > $2 ORDER BY key COLLATE "C" LIMIT $3`;

export interface Found<Rollout> {
  readonly project: string;
  readonly rollout: Rollout;
}

/** Lists of rollouts, from the read model. */
@Injectable()
export class RolloutDirectory {
  constructor(@Inject(PROJECTIONS) private readonly models: Projections) {}

  /** Those that are on for a share of the units, paused ones too. */
  inTier(): Promise<readonly Found<InProgress | Paused>[]> {
    return this.models.read('rollouts', (model) => model.query<Found<InProgress | Paused>>(IN_TIER));
  }

  /** Rollouts by key, from after a key on. */
  async page(project: string, after: string, limit: number): Promise<readonly ExistingRollout[]> {
    const rows = await this.models.read('rollouts', (model) =>
      model.query<{ rollout: ExistingRollout }>(PAGE, [project, after, limit]),
    );
    return rows.map(({ rollout }) => rollout);
  }
}
