import type { BatchScope } from '@assay/projections';
import type { UnitEvent } from './unit-event.js';
import { UNIT_EVENT_COLUMNS } from './unit-event.js';

/** Stores fresh events, whose parts are there. */
export async function storeEvents(scope: BatchScope, events: readonly UnitEvent[]): Promise<void> {
  if (events.length === 0) return;
  const rows = events.map(({ row }) => row);
  await scope.copy('unit_events', UNIT_EVENT_COLUMNS, rows);
}
