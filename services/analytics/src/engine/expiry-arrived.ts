import type { RawEventsExpired } from '@assay/contracts';
import type { BatchScope } from '@assay/projections';
import { computeBehind } from './sweep.js';
import {
  closeRuns,
  dropOfChangedDimensions,
  dropUndefinedRuns,
  dropUnlistedMetrics,
} from './storage/closed-runs.js';
import { requireDefinitions } from './storage/listed-definitions.js';
import { keepEventsFrom } from './storage/retained-events.js';

/**
 * Runs are closed in a partition, at the same place of the log for whoever reads it: what lies before has been counted,
 * by every definition that the event lists; what comes later changes nothing. A rebuild may be here before it has read
 * those definitions, and waits for them; units that are behind are computed here, because later ones would count what
 * lies after. Both are done already where the tables are live.
 * @throws DefinitionsAwaitedError
 */
export async function applyExpiry(scope: BatchScope, { data }: RawEventsExpired): Promise<void> {
  await requireDefinitions(scope, data.closed);
  await computeBehind(scope);
  await closeRuns(scope, data.closed);
  await dropUnlistedMetrics(scope, data.closed);
  await dropUndefinedRuns(scope, data.closed);
  await dropOfChangedDimensions(scope);
  await keepEventsFrom(scope, data);
}
