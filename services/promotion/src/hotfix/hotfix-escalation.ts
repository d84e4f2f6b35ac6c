import { derivedId } from '@assay/contracts';
import { Injectable } from '@nestjs/common';
import { HotfixDirectory } from './hotfix-directory.js';
import { HotfixLog } from './hotfix-log.js';

const ACTOR = 'system:promotion';

/**
 * Says that a hotfix is due with a release that is in production, and that one is late. Every instance looks (ADR 0019): the id of the event follows from the hotfix, its severity
 * and how often it has been said, and its stream says whether it is so.
 */
@Injectable()
export class HotfixEscalation {
  constructor(
    private readonly directory: HotfixDirectory,
    private readonly log: HotfixLog,
  ) {}

  async sweep(): Promise<void> {
    await this.comeDue();
    await this.escalate();
  }

  private async comeDue(): Promise<void> {
    for (const { state, release, at } of await this.directory.dueWithRelease()) {
      const { project, key, openedAt } = state;
      const eventId = derivedId(project, key, openedAt, 'came-due', release, at);
      const metadata = this.log.metadata({ project, key, actor: ACTOR, eventId });
      await this.log.handle({ type: 'ComeDue', metadata, release, at });
    }
  }

  private async escalate(): Promise<void> {
    for (const { project, key, openedAt, severity, escalations } of await this.directory.late(
      this.log.now(),
    )) {
      const eventId = derivedId(project, key, openedAt, severity, 'escalated', String(escalations + 1));
      const metadata = this.log.metadata({ project, key, actor: ACTOR, eventId });
      await this.log.handle({ type: 'EscalateHotfix', metadata });
    }
  }
}
