import { streamId } from '@assay/contracts';
import { StoreUnavailableError } from '@assay/event-store';
import type { Clock, NewId } from '@assay/platform';
import { CLOCK, IDS, messageOf } from '@assay/platform';
import type { Sweep } from '@assay/projections';
import { Inject, Injectable, Logger } from '@nestjs/common';
import { DesignCheck } from '../design-check.service.js';
import { ExperimentLog } from '../experiment-log.js';
import type { ExperimentRefusal } from '../experiment-refusal.js';
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
    private readonly check: DesignCheck,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(IDS) private readonly newId: NewId,
  ) {}

  /** Everything that is due now; an experiment that cannot be dealt with does not hold up those behind it. */
  async run(): Promise<void> {
    for (const due of await this.list.due(this.clock.now()))
      try {
        await this.fire(due);
      } catch (error) {
        if (error instanceof StoreUnavailableError) throw error;
        this.logger.warn(`${due.key}: what is scheduled cannot be done now: ${messageOf(error)}`);
      }
  }

  /** The read model may be behind: whether something is really due, the stream itself says. */
  private async fire({ project, key }: DueExperiment): Promise<void> {
    const id = this.newId();
    const subject = streamId(project, 'experiment', key);
    const time = new Date(this.clock.now()).toISOString();
    const context = { id, source: 'assignment', subject, time, project, actor: ACTOR, correlationid: id };
    const unready = await this.unready(project, key);
    const handled = await this.log.handle({
      type: 'FireSchedule',
      metadata: context,
      ...(unready && { unready }),
    });
    if (handled.outcome === 'refused') return;
    const types = handled.events.map(({ event }) => event.type).join(', ');
    this.logger.log(`${key}: ${types}, as scheduled`);
  }

  /** What it refers to may have gone since it was scheduled. */
  private async unready(project: string, key: string): Promise<ExperimentRefusal | undefined> {
    const experiment = await this.log.load(project, key);
    return experiment?.status === 'scheduled' ? this.check.start(project, experiment) : undefined;
  }
}
