import type { DataOf, EventDefinition, EventEnvelope } from '@assay/contracts';
import { derivedId, newEvent } from '@assay/contracts';

/** An event of a decision stream, as it comes from the log. */
export function decisionEvent<Definition extends EventDefinition>(
  definition: Definition,
  data: DataOf<Definition>,
  streamversion: number,
): EventEnvelope<Definition['type'], DataOf<Definition>> {
  const metadata = {
    id: derivedId(definition.type, String(streamversion)),
    source: 'test',
    subject: 'default/experiment/checkout',
    time: `2026-03-01T00:00:${String(streamversion).padStart(2, '0')}.000Z`,
    project: 'default',
    actor: 'user:ada',
    correlationid: 'test',
  };
  return { ...newEvent(definition, metadata, data), streamversion };
}
