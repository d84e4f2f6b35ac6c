import { ChecklistItemTicked, ChecklistItemUnticked, newEvent } from '@assay/contracts';
import { CHECKLIST, checklistItem } from './checklist.js';
import type { ChecklistCommand } from './experiment-command.js';
import type { Outcome } from './experiment-outcome.js';
import { accept, refuse } from './experiment-outcome.js';
import type { ExperimentState } from './experiment-state.js';

const PEOPLES_ITEMS = CHECKLIST.filter(({ seen }) => seen === undefined).map(({ item }) => item);

/** People vouch for what the system cannot see; ticking again is how what is done daily is done. */
export function decideChecklist(command: ChecklistCommand, state: ExperimentState): Outcome {
  const { metadata, item, note } = command;
  if (state.status === 'absent') return refuse({ code: 'EXPERIMENT_NOT_FOUND' });
  const known = checklistItem(item);
  if (known === undefined) return refuse({ code: 'CHECKLIST_ITEM_NOT_FOUND', item, known: PEOPLES_ITEMS });
  if (known.seen !== undefined) return refuse({ code: 'CHECKLIST_ITEM_SEEN', item });
  const data = { item, ...(note === undefined ? {} : { note }) };
  if (command.type === 'TickItem') return accept(newEvent(ChecklistItemTicked, metadata, data));
  if (!Object.hasOwn(state.ticks, item))
    return refuse({ code: 'NOTHING_CHANGED', path: 'item', value: item });
  return accept(newEvent(ChecklistItemUnticked, metadata, data));
}
