import type { EventEnvelope, UnitsLinked } from '@assay/contracts';
import { newEvent, timeOrderedId, TOPICS, UnitAliased, UnitsLinked as Linked } from '@assay/contracts';
import type { ProjectionDefinition } from '@assay/projections';

const LINKS = 'links';

/**
 * Puts each link among the events of the anonymous unit: there one consumer at a time sees both, so that none of the
 * unit's events is missed, whether it came before the link or comes later. It keeps nothing: a link that comes again makes
 * the same event, which its readers drop.
 */
export const LINKS_PROJECTION: ProjectionDefinition = {
  name: LINKS,
  version: 3,
  topics: [TOPICS.identities.name],
  handles: [Linked.type],
  tables: [],
  duplicates: 'by-model',
  hashQueries: [],
  async apply(delivered, scope) {
    await scope.emit(delivered.map(({ event }) => aliasOf(event as UnitsLinked)));
  },
};

/** The link as an event of the anonymous unit; doing it twice gives the same event. */
export function aliasOf({ id, project, time, data }: UnitsLinked): EventEnvelope {
  const { anonymous, user } = data;
  const metadata = {
    id: timeOrderedId(Date.parse(time), 'alias', id),
    source: 'analytics',
    subject: anonymous,
    time,
    project,
    actor: 'system:analytics',
    correlationid: id,
    causationid: id,
  };
  return newEvent(UnitAliased, metadata, { unit: anonymous, user });
}
