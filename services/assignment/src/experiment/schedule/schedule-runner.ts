import { streamId } from '@assay/contracts';
import type { Clock, NewId, Repeated } from '@assay/platform';
import { CLOCK, IDS, messageOf, repeat } from '@assay/platform';
import { NotLiveError } from '@assay/projections';
import type { OnApplicationBootstrap, OnModuleDestroy } from '@nestjs/common';
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
export class ScheduleRunner implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly logger = new Logger(ScheduleRunner.name);
  private sweeps: Repeated | undefined;

  constructor(
    private readonly list: ExperimentList,
    private readonly log: ExperimentLog,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(IDS) private readonly newId: NewId,
  ) {}

  onApplicationBootstrap(): void {
    this.sweeps = repeat(
      EVERY_MS,
      () => this.sweep(),
      (error) => {
        if (!(error instanceof NotLiveError)) this.logger.warn(`schedules wait: ${messageOf(error)}`);
      },
    );
  }

  async onModuleDestroy(): Promise<void> {
    await this.sweeps?.stop();
  }

  /** Everything that is due now. */
  async sweep(): Promise<void> {
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
