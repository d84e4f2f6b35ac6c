import type { RollbackChecklistEvent, RollbackSubject } from '@assay/contracts';
import { derivedId } from '@assay/contracts';
import type { Problem } from '@assay/platform';
import { ConflictProblem, NotFoundProblem } from '@assay/platform';
import { Injectable } from '@nestjs/common';
import { ChecklistLog } from './checklist-log.js';
import type { KnownChecklist } from './checklist-state.js';
import type { ChecklistCommand, ChecklistRefusal } from './checklist.decider.js';
import { STANDARD_STEPS } from './standard-steps.js';

/** Who acts on which checklist. */
export interface Acting {
  readonly project: string;
  readonly id: string;
  readonly actor: string;
}

export interface ShownChecklist extends KnownChecklist {
  readonly history: readonly Pick<RollbackChecklistEvent, 'type' | 'time' | 'actor' | 'data'>[];
}

const notFound = (id: string): Problem =>
  new NotFoundProblem('CHECKLIST_NOT_FOUND', `there is no rollback checklist "${id}"`);

function problemOf(id: string, refusal: ChecklistRefusal): Problem {
  switch (refusal.code) {
    case 'CHECKLIST_NOT_FOUND':
      return notFound(id);
    case 'STEP_NOT_FOUND':
      return new NotFoundProblem(
        refusal.code,
        `the checklist has no step "${refusal.step}"; it has ${refusal.steps.join(', ')}`,
      );
    case 'STEP_NOT_TICKED':
      return new ConflictProblem(refusal.code, `step "${refusal.step}" is not ticked`);
    case 'CHECKLIST_EXISTS':
    case 'STEP_TICKED':
      return new ConflictProblem(refusal.code, `checklist "${id}" is so already`);
  }
}

/** Rollback checklists as people work on them. */
@Injectable()
export class ChecklistsService {
  constructor(private readonly log: ChecklistLog) {}

  /** For a rollback that nobody carried out here: something that runs elsewhere. */
  open(
    { project, actor }: Omit<Acting, 'id'>,
    { subject, reason, once }: { subject: RollbackSubject; reason: string; once?: string | undefined },
  ): Promise<KnownChecklist> {
    const id = once === undefined ? this.log.newId() : derivedId(project, actor, 'checklist', once);
    const metadata = this.log.metadata({ project, id, actor });
    const data = { subject, reason, thread: `rollback/${subject.kind}/${id}`, steps: [...STANDARD_STEPS] };
    const seen = [{ step: 'reason-known', evidence: reason }];
    return this.command({ project, id, actor }, { type: 'OpenChecklist', metadata, data, seen });
  }

  /** A step that is ticked already stays as it is. */
  tick(acting: Acting, step: string, evidence: string): Promise<KnownChecklist> {
    const metadata = this.log.metadata(acting);
    return this.command(acting, { type: 'TickSteps', metadata, seen: [{ step, evidence }] });
  }

  untick(acting: Acting, step: string, reason: string): Promise<KnownChecklist> {
    return this.command(acting, { type: 'UntickStep', metadata: this.log.metadata(acting), step, reason });
  }

  /** @throws NotFoundProblem */
  async show(project: string, id: string): Promise<ShownChecklist> {
    const state = await this.log.load(project, id);
    if (state.status === 'absent') throw notFound(id);
    const events = await this.log.history(project, id);
    return { ...state, history: events.map(({ type, time, actor, data }) => ({ type, time, actor, data })) };
  }

  private async command({ id }: Acting, command: ChecklistCommand): Promise<KnownChecklist> {
    const handled = await this.log.handle(command);
    const { state } = handled;
    const isDone =
      handled.outcome === 'accepted' || ['STEP_TICKED', 'CHECKLIST_EXISTS'].includes(handled.refusal.code);
    if (!isDone) throw problemOf(id, handled.refusal);
    if (state.status === 'absent') throw notFound(id);
    return state;
  }
}
