import type { Clock, Repeated } from '@assay/platform';
import { CLOCK, messageOf, repeat } from '@assay/platform';
import { NotLiveError } from '@assay/projections';
import type { OnApplicationBootstrap, OnModuleDestroy } from '@nestjs/common';
import { Inject, Injectable, Logger } from '@nestjs/common';
import type { Flag } from '../outcomes/outcomes.projection.js';
import { unlessHeldUp } from '../oversight/unless-held-up.js';
import { RolloutDirectory } from '../rolling/rollout-directory.js';
import { RolloutFacts } from '../rolling/rollout-facts.js';
import { RolloutLog } from '../rolling/rollout-log.js';
import { each } from './each.js';

const ACTOR = 'system:schedule';
const EVERY_MS = 1_000;
const AT_ONCE = 500;

/**
 * Takes the steps that were scheduled. Every instance tries: ids of the events follow from the schedule, and the
 * expected version lets one of them through, so there is no leader. What came due while nobody ran happens at the
 * next start.
 */
@Injectable()
export class ScheduleRunner implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly logger = new Logger(ScheduleRunner.name);
  private sweeps: Repeated | undefined;

  constructor(
    private readonly directory: RolloutDirectory,
    private readonly facts: RolloutFacts,
    private readonly log: RolloutLog,
    @Inject(CLOCK) private readonly clock: Clock,
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
    await each(await this.directory.due(this.clock.now(), AT_ONCE), (due) => this.take(due));
  }

  /** The read model may be behind: whether something is really due, the stream itself says. */
  private async take({ project, flag: key }: Flag): Promise<void> {
    const facts = await this.facts.of(project, key, await this.log.load(project, key));
    const taken = this.log.handle({
      type: 'TakeScheduledStep',
      metadata: this.log.metadata({ project, key, actor: ACTOR }),
      activation: this.log.newId(),
      ...facts,
    });
    const handled = await unlessHeldUp(taken);
    if (handled === undefined || handled.outcome === 'refused') return;
    this.logger.log(`${key}: ${handled.events.map(({ event }) => event.type).join(', ')}, as scheduled`);
  }
}
