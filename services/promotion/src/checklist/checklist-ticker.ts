import { each } from '@assay/projections';
import { Injectable } from '@nestjs/common';
import { Deliveries } from '../notification/delivery/deliveries.js';
import type { Alarm } from './checklist-directory.js';
import { ChecklistDirectory } from './checklist-directory.js';
import { ChecklistLog } from './checklist-log.js';
import type { KnownChecklist } from './checklist-state.js';
import type { SeenStep } from './checklist.decider.js';
import { seenSteps } from './seen-steps.fold.js';

const ACTOR = 'system:promotion';
const WATCHED_MS = 30 * 86_400_000;

/** Ticks what the system can see: people told, alarms clear, the error rate back. Every instance looks (ADR 0019). */
@Injectable()
export class ChecklistTicker {
  constructor(
    private readonly directory: ChecklistDirectory,
    private readonly deliveries: Deliveries,
    private readonly log: ChecklistLog,
  ) {}

  async sweep(): Promise<void> {
    const now = this.log.now();
    const open = await this.directory.open(now - WATCHED_MS);
    if (open.length === 0) return;
    const alarms = await this.directory.alarmsAbout(open);
    const told = await this.deliveries.deliveredIn(open);
    await each(open, (checklist) => {
      const { project, thread } = checklist;
      return this.tick(
        checklist,
        seenSteps(checklist, {
          alarms: rulesAbout(checklist, alarms),
          told: told.filter((one) => one.project === project && one.thread === thread),
          now,
        }),
      );
    });
  }

  private async tick({ project, id }: KnownChecklist, seen: readonly SeenStep[]): Promise<void> {
    if (seen.length === 0) return;
    const metadata = this.log.metadata({ project, id, actor: ACTOR });
    await this.log.handle({ type: 'TickSteps', metadata, seen });
  }
}

const rulesAbout = ({ project, subject }: KnownChecklist, alarms: readonly Alarm[]): readonly string[] =>
  alarms.filter((one) => one.project === project && one.key === subject.key).map(({ rule }) => rule);
