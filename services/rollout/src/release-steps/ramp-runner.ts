import type { Clock } from '@assay/platform';
import { CLOCK, messageOf } from '@assay/platform';
import type { Sweep } from '@assay/projections';
import { Inject, Injectable, Logger } from '@nestjs/common';
import { unlessHeldUp } from '../oversight/unless-held-up.js';
import { Judgements } from '../release-analysis/judgements.js';
import type { Assessment } from '../release-health/evidence-of.fold.js';
import { ReleaseAssessor } from '../release-health/release-assessor.js';
import { ReleaseTable } from '../release-routing/release-table.js';
import { ReleaseLog } from '../release-handling/release-log.js';
import { DueTimes } from './due-times.js';
import { isHeldLongEnough } from './held.fold.js';

const EVERY_MS = 1_000;
/** One that is not healthy at the end of its hold is looked at again after a while. */
const AGAIN_MS = 15_000;
const ACTOR = 'system:release';

/** Takes canaries up their ramps: those that are to go by themselves, after each hold, while they are healthy. */
@Injectable()
export class RampRunner implements Sweep {
  readonly name = 'ramps';
  readonly everyMs = EVERY_MS;
  private readonly logger = new Logger(RampRunner.name);
  private readonly due = new DueTimes();

  constructor(
    private readonly table: ReleaseTable,
    private readonly assessor: ReleaseAssessor,
    private readonly judgements: Judgements,
    private readonly log: ReleaseLog,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  async run(): Promise<void> {
    const now = this.clock.now();
    const held = [...this.table.allLive()].filter(({ release }) => isHeldLongEnough(release, now));
    this.due.keep(new Set(held.map(({ release }) => release.activation)));
    const due = held.filter(({ release }) => this.due.isDue(release.activation, now));
    for (const { release } of due) this.due.set(release.activation, now + AGAIN_MS);
    const assessed = await this.assessor.assessAll(due, (release) => this.judgements.of(release));
    for (const { project, ...assessment } of assessed) await this.tryToAdvance(project, assessment);
  }

  /** One that may not, for instance because others have to agree, keeps no other one waiting. */
  private async tryToAdvance(project: string, assessment: Assessment): Promise<void> {
    await this.advance(project, assessment).catch((error: unknown) => {
      this.logger.warn(`${assessment.release.design.key} stays where it is: ${messageOf(error)}`);
    });
  }

  /** Whether it may go on, the release itself says. */
  private async advance(project: string, { release, observed }: Assessment): Promise<void> {
    const { key } = release.design;
    const advanced = this.log.handle({
      type: 'AdvanceRelease',
      metadata: this.log.metadata({ project, key, actor: ACTOR }),
      activation: this.log.newId(),
      judged: release.activation,
      observed,
      automatic: true,
    });
    const handled = await unlessHeldUp(advanced);
    if (handled?.outcome === 'accepted') this.logger.log(`${key}: the next step of its ramp`);
  }
}
