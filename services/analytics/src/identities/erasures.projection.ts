import type { EventEnvelope, UnitForgotten } from '@assay/contracts';
import { newEvent, timeOrderedId, TOPICS, UnitErased, UnitForgotten as Forgotten } from '@assay/contracts';
import type { ProjectionDefinition } from '@assay/projections';

/**
 * Puts each erasure among the events of its unit, where one consumer at a time sees both: what came before it and what
 * comes later counts without attributes. It keeps nothing: an erasure that comes again makes the same event, which its readers
 * drop.
 */
export const ERASURES_PROJECTION: ProjectionDefinition = {
  name: 'erasures',
  version: 2,
  topics: [TOPICS.operations.name],
  handles: [Forgotten.type],
  tables: [],
  duplicates: 'by-model',
  hashQueries: [],
  async apply(delivered, scope) {
    await scope.emit(delivered.map(({ event }) => erasureOf(event as UnitForgotten)));
  },
};

/** The erasure as an event of the unit; doing it twice gives the same event. */
export function erasureOf({ id, project, time, data: { unit } }: UnitForgotten): EventEnvelope {
  const metadata = {
    id: timeOrderedId(Date.parse(time), 'erased', id),
    source: 'analytics',
    subject: unit,
    time,
    project,
    actor: 'system:analytics',
    correlationid: id,
    causationid: id,
  };
  return newEvent(UnitErased, metadata, { unit });
}
