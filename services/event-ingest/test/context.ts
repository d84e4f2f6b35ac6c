import { derivedId } from '@assay/contracts';
import { EARLIEST_MS } from '../src/event/event-time.js';
import type { IngestContext } from '../src/event/read-raw-event.js';

/** When the requests of these tests arrive: 2026-03-01 12:00 UTC. */
export const RECEIVED_AT = Date.UTC(2026, 2, 1, 12);

/** A request of the project `default`, with a fixed clock and ids that count. */
export function context(project = 'default'): IngestContext {
  let made = 0;
  return {
    project,
    actor: 'key:one',
    correlationId: 'request-1',
    skewMs: 0,
    earliest: EARLIEST_MS,
    receivedAt: RECEIVED_AT,
    receivedAtText: '2026-03-01T12:00:00.000Z',
    typeOf: () => undefined,
    variantsOf: () => new Set(['control', 'treatment']),
    knowsRelease: () => true,
    knowsActivation: () => true,
    newId: () => derivedId('made', String((made += 1))),
  };
}
