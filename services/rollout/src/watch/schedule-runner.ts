import type { Clock } from '@assay/platform';
import { CLOCK } from '@assay/platform';
import type { Sweep } from '@assay/projections';
import { each } from '@assay/projections';
import { Inject, Injectable, Logger } from '@nestjs/common';
import type { Flag } from '../outcomes/outcomes.projection.js';
import { unlessHeldUp } from '../oversight/unless-held-up.js';
import { RolloutDirectory } from '../rollout-list/rollout-directory.js';
import { RolloutFacts } from '../rollout-handling/rollout-facts.js';
import { RolloutLog } from '../rollout-handling/rollout-log.js';
import { judgedActivation } from '../rollout/judged-activation.js';

const ACTOR = 'system:schedule';
const EVERY_MS = 1_000;
const AT_ONCE = 500;

/**
 * Takes the steps that were scheduled. Every instance tries: ids of the events follow from the schedule, and the
 * expected version lets one of them through, so there is no leader. What came due while nobody ran happens at the
 * next start.
 */
@Injectable()
export class ScheduleRunner implements Sweep {
  readonly name = 'schedules';
  readonly everyMs = EVERY_MS;
  private readonly logger = new Logger(ScheduleRunner.name);

  constructor(
    private readonly directory: RolloutDirectory,
    private readonly facts: RolloutFacts,
    private readonly log: RolloutLog,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** Everything that is due now. */
  async run(): Promise<void> {
    await each(await this.directory.due(this.clock.now(), AT_ONCE), (due) => this.take(due));
  }

  /** The read model may be behind: whether something is really due, the stream itself says. */
  private async take({ project, flag: key }: Flag): Promise<void> {
    const seen = await this.log.load(project, key);
    const facts = await this.facts.of(project, key, seen);
    const taken = this.log.handle({
      type: 'TakeScheduledStep',
      metadata: this.log.metadata({ project, key, actor: ACTOR }),
      activation: this.log.newId(),
      judged: judgedActivation(seen, undefined),
      ...facts,
    });
    const handled = await unlessHeldUp(taken);
    if (handled === undefined || handled.outcome === 'refused') return;
    this.logger.log(`${key}: ${handled.events.map(({ event }) => event.type).join(', ')}, as scheduled`);
  }
}
