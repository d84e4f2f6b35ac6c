import type { Projections } from '@assay/projections';
import { PROJECTIONS } from '@assay/projections';
import { Inject, Injectable } from '@nestjs/common';
import type { Flag } from '../outcomes/outcomes.projection.js';
import type { ExistingRollout, InProgress, Paused } from '../rollout/rollout-state.js';

const NAMED = `
  SELECT found.project, found.state AS rollout
    FROM unnest($1::text[], $2::text[]) AS asked (project, key)
    JOIN rollouts AS found USING (project, key)`;
const IN_TIER = `${NAMED} WHERE found.status IN ('in_progress', 'paused')`;
const DUE = `
  SELECT project, key AS flag FROM rollouts
   WHERE due_at <= to_timestamp($1::float8 / 1000) ORDER BY due_at LIMIT $2`;
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

  /** Of these, the ones with a version that is on for a share of the units, paused ones too. */
  inTier(flags: readonly Flag[]): Promise<readonly Found<InProgress | Paused>[]> {
    return this.named<InProgress | Paused>(IN_TIER, flags);
  }

  /** Of these, the ones that are rollouts. */
  find(flags: readonly Flag[]): Promise<readonly Found<ExistingRollout>[]> {
    return this.named<ExistingRollout>(NAMED, flags);
  }

  /**
   * Those with a step of their schedule that has come due, the longest due first.
   * @param now milliseconds since 1970
   */
  due(now: number, most: number): Promise<readonly Flag[]> {
    return this.models.read('rollouts', (model) => model.query<Flag>(DUE, [now, most]));
  }

  /** Rollouts by key, from after a key on. */
  async page(project: string, after: string, limit: number): Promise<readonly ExistingRollout[]> {
    const rows = await this.models.read('rollouts', (model) =>
      model.query<{ rollout: ExistingRollout }>(PAGE, [project, after, limit]),
    );
    return rows.map(({ rollout }) => rollout);
  }

  private async named<Rollout>(sql: string, flags: readonly Flag[]): Promise<readonly Found<Rollout>[]> {
    if (flags.length === 0) return [];
    const parameters = [flags.map(({ project }) => project), flags.map(({ flag }) => flag)];
    return this.models.read('rollouts', (model) => model.query<Found<Rollout>>(sql, parameters));
  }
}
