import { streamId } from '@assay/contracts';
import type { Clock, NewId } from '@assay/platform';
import { CLOCK, IDS } from '@assay/platform';
import type { Sweep } from '@assay/projections';
import { Inject, Injectable, Logger } from '@nestjs/common';
import { ExperimentLog } from '../experiment-log.js';
import type { DueExperiment } from '../listing/experiment-list.js';
import { ExperimentList } from '../listing/experiment-list.js';

const ACTOR = 'system:schedule';
const EVERY_MS = 1_000;

/**
 * Lets happen what was scheduled. Every instance tries: ids of the events follow from the schedule, and the expected
 * version lets one of them through, so there is no leader. What came due while nobody ran happens at the next start.
 */
@Injectable()
export class ScheduleRunner implements Sweep {
  readonly name = 'schedules';
  readonly everyMs = EVERY_MS;
  private readonly logger = new Logger(ScheduleRunner.name);

  constructor(
    private readonly list: ExperimentList,
    private readonly log: ExperimentLog,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(IDS) private readonly newId: NewId,
  ) {}

  /** Everything that is due now. */
  async run(): Promise<void> {
    for (const due of await this.list.due(this.clock.now())) await this.fire(due);
  }

  /** The read model may be behind: whether something is really due, the stream itself says. */
  private async fire({ project, key }: DueExperiment): Promise<void> {
    const id = this.newId();
    const subject = streamId(project, 'experiment', key);
    const time = new Date(this.clock.now()).toISOString();
    const context = { id, source: 'assignment', subject, time, project, actor: ACTOR, correlationid: id };
    const handled = await this.log.handle({ type: 'FireSchedule', metadata: context });
    if (handled.outcome === 'refused') return;
    const types = handled.events.map(({ event }) => event.type).join(', ');
    this.logger.log(`${key}: ${types}, as scheduled`);
  }
}
