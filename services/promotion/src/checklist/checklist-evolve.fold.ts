import type { RollbackChecklistEvent, RollbackChecklistOpened } from '@assay/contracts';
import { parseStreamId } from '@assay/contracts';
import type { ChecklistState, KnownChecklist, Tick } from './checklist-state.js';

function opened({ subject: stream, time, actor, data }: RollbackChecklistOpened): KnownChecklist {
  const { project, key: id } = parseStreamId(stream);
  const { subject, reason, thread, steps } = data;
  return {
    ...{ status: 'open', project, id, subject, reason, thread, openedBy: actor, openedAt: time },
    steps: steps.map((step) => ({ ...step, ticked: null })),
  };
}

const withTick = (state: KnownChecklist, key: string, ticked: Tick | null): KnownChecklist => ({
  ...state,
  status: 'open',
  steps: state.steps.map((step) => (step.key === key ? { ...step, ticked } : step)),
});

/** The checklist after one more event of its stream; an event that cannot follow leaves it as it is. */
export function evolveChecklist(state: ChecklistState, event: RollbackChecklistEvent): ChecklistState {
  if (event.type === 'RollbackChecklistOpened') return state.status === 'absent' ? opened(event) : state;
  if (state.status === 'absent') return state;
  switch (event.type) {
    case 'RollbackStepTicked': {
      const { actor, time: at, data } = event;
      return withTick(state, data.step, { actor, at, evidence: data.evidence });
    }
    case 'RollbackStepUnticked':
      return withTick(state, event.data.step, null);
    case 'RollbackChecklistCompleted':
      return { ...state, status: 'completed' };
  }
}
