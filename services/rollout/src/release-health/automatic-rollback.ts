import { Injectable, Logger } from '@nestjs/common';
import { ReleaseLog } from '../release-handling/release-log.js';
import type { Assessment } from './evidence-of.fold.js';

const ACTOR = 'system:release';

/** Takes the traffic from a version whose outcomes call for it, or says that it would have. */
@Injectable()
export class AutomaticRollback {
  private readonly logger = new Logger(AutomaticRollback.name);

  constructor(private readonly log: ReleaseLog) {}

  /** Any instance may decide: the expected version of the stream lets one of them. */
  async actOn(project: string, { release, health: { breach }, observed }: Assessment): Promise<void> {
    if (breach === null || (!release.autoRollback && release.withheld !== null)) return;
    const { key } = release.design;
    const handled = await this.log.handle({
      type: 'RollBackOnEvidence',
      metadata: this.log.metadata({ project, key, actor: ACTOR }),
      activation: this.log.newId(),
      judged: release.activation,
      observed,
    });
    const came =
      handled.outcome === 'refused' ? handled.refusal.code : handled.events.map(({ event }) => event.type);
    this.logger.warn(`${key}: ${breach.reason}: ${String(came)}`);
  }
}
