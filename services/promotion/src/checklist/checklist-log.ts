import type { EventMetadata, RollbackChecklistEvent } from '@assay/contracts';
import { Injectable } from '@nestjs/common';
import type { Occasion } from '../stream-log/stream-log.js';
import { StreamLog } from '../stream-log/stream-log.js';
import type { ChecklistState } from './checklist-state.js';
import type { ChecklistCommand, ChecklistRefusal } from './checklist.decider.js';
import { checklistDecider } from './checklist.decider.js';

/** Checklists as they are kept: one stream for each rollback. */
@Injectable()
export class ChecklistLog extends StreamLog<
  ChecklistState,
  ChecklistCommand,
  RollbackChecklistEvent,
  ChecklistRefusal
> {
  protected readonly kind = 'rollback-checklist';
  protected readonly decider = checklistDecider;

  metadata({ id, ...occasion }: Occasion & { readonly id: string }): EventMetadata {
    return this.metadataOf(id, occasion);
  }
}
