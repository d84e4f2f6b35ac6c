import { pastInstant } from '@assay/platform';
import { Injectable } from '@nestjs/common';
import type { ActivationRecord } from '../rollout/history/activation-record.js';
import type { ExistingRollout } from '../rollout/rollout-state.js';
import { RolloutDirectory } from '../rollout-list/rollout-directory.js';
import { RolloutLog } from './rollout-log.js';
import { noRolloutYet } from './rollout-problems.js';
import type { RolloutSummary } from './rollout-view.js';
import { summaryOf } from './rollout-view.js';

/** A rollout as it stood at an instant; its outcomes are told as they are now, by `/statistics`. */
export interface PastRollout extends RolloutSummary {
  readonly asOf: string;
  readonly history: readonly ActivationRecord[];
}

/** Rollouts as their streams had them at an instant. */
@Injectable()
export class PastRollouts {
  constructor(
    private readonly log: RolloutLog,
    private readonly directory: RolloutDirectory,
  ) {}

  /** @throws NotFoundProblem for an instant before it was created, BadRequestProblem for the future */
  async view(project: string, key: string, asOf: string): Promise<PastRollout> {
    const rollout = await this.find(project, key, pastInstant('asOf', asOf, this.log.now()));
    if (rollout === undefined) throw noRolloutYet(key, asOf);
    return { ...summaryOf(rollout), asOf, history: rollout.history };
  }

  /** Those there were: what a page of the keys of now had been. */
  async page(
    project: string,
    asOf: string,
    { after, limit }: { readonly after: string; readonly limit: number },
  ): Promise<{ readonly rollouts: readonly RolloutSummary[]; readonly next: string | null }> {
    const instant = pastInstant('asOf', asOf, this.log.now());
    const keys = (await this.directory.page(project, after, limit)).map(({ design }) => design.key);
    const found = await Promise.all(keys.map((key) => this.find(project, key, instant)));
    const rollouts = found.filter((rollout) => rollout !== undefined).map(summaryOf);
    return { rollouts, next: keys.length < limit ? null : (keys.at(-1) ?? null) };
  }

  private async find(project: string, key: string, instant: number): Promise<ExistingRollout | undefined> {
    const rollout = await this.log.asOf(project, key, instant);
    return rollout.status === 'absent' ? undefined : rollout;
  }
}
