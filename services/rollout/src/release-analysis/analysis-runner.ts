import type { Clock } from '@assay/platform';
import { CLOCK, messageOf } from '@assay/platform';
import type { Sweep } from '@assay/projections';
import { Inject, Injectable, Logger } from '@nestjs/common';
import type { LiveRelease } from '../release/release-state.js';
import { AutomaticRollback } from '../release-health/automatic-rollback.js';
import { ReleaseAssessor } from '../release-health/release-assessor.js';
import type { Found } from '../release-routing/release-table.js';
import { ReleaseTable } from '../release-routing/release-table.js';
import { DueTimes } from '../release-steps/due-times.js';
import { Judgements } from './judgements.js';

const EVERY_MS = 1_000;
const AT_A_TIME = 8;

/** Judges the metrics of releases at their intervals; what is outside of the log announces no changes. */
@Injectable()
export class AnalysisRunner implements Sweep {
  readonly name = 'metrics of releases';
  readonly everyMs = EVERY_MS;
  private readonly logger = new Logger(AnalysisRunner.name);
  private readonly due = new DueTimes();

  constructor(
    private readonly table: ReleaseTable,
    private readonly assessor: ReleaseAssessor,
    private readonly judgements: Judgements,
    private readonly rollback: AutomaticRollback,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  async run(): Promise<void> {
    const judged = [...this.table.allLive()].filter(({ release }) => release.design.analysis !== null);
    const activations = new Set(judged.map(({ release }) => release.activation));
    this.due.keep(activations);
    this.judgements.keep(activations);
    const now = this.clock.now();
    const due = judged.filter(({ release }) => this.due.isDue(release.activation, now));
    for (let from = 0; from < due.length; from += AT_A_TIME)
      await Promise.all(due.slice(from, from + AT_A_TIME).map((found) => this.tryToJudge(found, now)));
  }

  private async tryToJudge(found: Found<LiveRelease>, now: number): Promise<void> {
    await this.judge(found, now).catch((error: unknown) => {
      this.logger.warn(`${found.release.design.key} is not judged: ${messageOf(error)}`);
    });
  }

  private async judge(found: Found<LiveRelease>, now: number): Promise<void> {
    const { release } = found;
    const assessment = await this.assessor.assessFresh(found);
    this.due.set(release.activation, now + (release.design.analysis?.intervalMs ?? 0));
    if (assessment.judged !== null) this.judgements.set(release, assessment.judged);
    await this.rollback.actOn(found.project, assessment);
  }
}
