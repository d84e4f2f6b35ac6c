import { derivedId } from '@assay/contracts';
import { each } from '@assay/projections';
import { Injectable } from '@nestjs/common';
import type { DueWithRelease } from './hotfix-directory.js';
import { HotfixDirectory } from './hotfix-directory.js';
import { HotfixLog } from './hotfix-log.js';
import type { KnownHotfix } from './hotfix-state.js';

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
    const kinds = [() => this.allComeDue(), () => this.escalateAll()];
    await each(kinds, (kind) => kind());
  }

  private async allComeDue(): Promise<void> {
    await each(await this.directory.dueWithRelease(), (due) => this.comeDue(due));
  }

  private async escalateAll(): Promise<void> {
    await each(await this.directory.late(this.log.now()), (late) => this.escalate(late));
  }

  private async comeDue({ state, release, at }: DueWithRelease): Promise<void> {
    const { project, key, openedAt } = state;
    const eventId = derivedId(project, key, openedAt, 'came-due', release, at);
    const metadata = this.log.metadata({ project, key, actor: ACTOR, eventId });
    await this.log.handle({ type: 'ComeDue', metadata, release, at });
  }

  private async escalate({ project, key, openedAt, severity, escalations }: KnownHotfix): Promise<void> {
    const eventId = derivedId(project, key, openedAt, severity, 'escalated', String(escalations + 1));
    const metadata = this.log.metadata({ project, key, actor: ACTOR, eventId });
    await this.log.handle({ type: 'EscalateHotfix', metadata });
  }
}
