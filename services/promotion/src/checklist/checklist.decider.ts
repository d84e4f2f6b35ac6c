import type { EventMetadata, RollbackChecklistEvent, RollbackChecklistOpened } from '@assay/contracts';
import {
  derivedId,
  newEvent,
  RollbackChecklistCompleted,
  RollbackChecklistOpened as Opened,
  RollbackStepTicked,
  RollbackStepUnticked,
} from '@assay/contracts';
import type { Decider, Decision } from '@assay/event-store';
import { evolveChecklist } from './checklist-evolve.fold.js';
import type { ChecklistState, KnownChecklist } from './checklist-state.js';
import { NO_CHECKLIST, openSteps, stepOf } from './checklist-state.js';

/** A step that is seen to be done, and what shows it. */
export interface SeenStep {
  readonly step: string;
  readonly evidence: string;
}

interface Command<Type extends string> {
  readonly type: Type;
  readonly metadata: EventMetadata;
}

export interface OpenChecklist extends Command<'OpenChecklist'> {
  readonly data: RollbackChecklistOpened['data'];
  /** What is known from the beginning. */
  readonly seen: readonly SeenStep[];
}

/** Several at once, as the system sees them; those done already are left out. */
export interface TickSteps extends Command<'TickSteps'> {
  readonly seen: readonly SeenStep[];
}

export interface UntickStep extends Command<'UntickStep'> {
  readonly step: string;
  readonly reason: string;
}

export type ChecklistCommand = OpenChecklist | TickSteps | UntickStep;

export type ChecklistRefusal =
  | { readonly code: 'CHECKLIST_NOT_FOUND' }
  | { readonly code: 'CHECKLIST_EXISTS' }
  | { readonly code: 'STEP_NOT_FOUND'; readonly step: string; readonly steps: readonly string[] }
  | { readonly code: 'STEP_TICKED' }
  | { readonly code: 'STEP_NOT_TICKED'; readonly step: string };

type Outcome = Decision<RollbackChecklistEvent, ChecklistRefusal>;

const accept = (events: readonly RollbackChecklistEvent[]): Outcome => ({ outcome: 'accepted', events });
const refuse = (refusal: ChecklistRefusal): Outcome => ({ outcome: 'refused', refusal });

const unknownStep = ({ steps }: KnownChecklist, step: string): ChecklistRefusal => ({
  code: 'STEP_NOT_FOUND',
  step,
  steps: steps.map(({ key }) => key),
});

/** Ticks, and the end of it all where nothing is left to be done. */
function ticks(
  metadata: EventMetadata,
  seen: readonly SeenStep[],
  state: KnownChecklist,
): RollbackChecklistEvent[] {
  const events: RollbackChecklistEvent[] = seen.map(({ step, evidence }) =>
    newEvent(RollbackStepTicked, { ...metadata, id: derivedId(metadata.id, step) }, { step, evidence }),
  );
  const after = events.reduce<ChecklistState>(evolveChecklist, state) as KnownChecklist;
  if (openSteps(after).length > 0) return events;
  const id = derivedId(metadata.id, 'completed');
  return [
    ...events,
    newEvent(RollbackChecklistCompleted, { ...metadata, id }, { steps: after.steps.length }),
  ];
}

function open({ metadata, data, seen }: OpenChecklist, state: ChecklistState): Outcome {
  if (state.status !== 'absent') return refuse({ code: 'CHECKLIST_EXISTS' });
  const opened = newEvent(Opened, metadata, data);
  return accept([opened, ...ticks(metadata, seen, evolveChecklist(state, opened) as KnownChecklist)]);
}

function tick({ metadata, seen }: TickSteps, state: KnownChecklist): Outcome {
  const unknown = seen.find(({ step }) => stepOf(state, step) === undefined);
  if (unknown !== undefined) return refuse(unknownStep(state, unknown.step));
  const fresh = seen.filter(({ step }) => stepOf(state, step)?.ticked === null);
  return fresh.length === 0 ? refuse({ code: 'STEP_TICKED' }) : accept(ticks(metadata, fresh, state));
}

function untick({ metadata, step, reason }: UntickStep, state: KnownChecklist): Outcome {
  const found = stepOf(state, step);
  if (found === undefined) return refuse(unknownStep(state, step));
  return found.ticked === null
    ? refuse({ code: 'STEP_NOT_TICKED', step })
    : accept([newEvent(RollbackStepUnticked, metadata, { step, reason })]);
}

function decide(command: ChecklistCommand, state: ChecklistState): Outcome {
  if (command.type === 'OpenChecklist') return open(command, state);
  if (state.status === 'absent') return refuse({ code: 'CHECKLIST_NOT_FOUND' });
  return command.type === 'TickSteps' ? tick(command, state) : untick(command, state);
}

/** The checklist of one rollback: open until every step is ticked, and again when a tick is taken back. */
export const checklistDecider: Decider<
  ChecklistState,
  ChecklistCommand,
  RollbackChecklistEvent,
  ChecklistRefusal
> = { initial: NO_CHECKLIST, evolve: evolveChecklist, decide };
