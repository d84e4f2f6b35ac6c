import type { UnitsLinked } from '@assay/contracts';
import { TOPICS } from '@assay/contracts';
import type { DeliveredEvent } from '@assay/event-bus';
import type { BatchScope, ProjectionDefinition } from '@assay/projections';

export const IDENTITY_LINKS = 'identity-links';

// All links of an anonymous unit lie in one partition: the first in the batch is the first in the log.
const INSERT = `INSERT INTO identity_links (project, anonymous, "user", event_id, linked_at)
  SELECT DISTINCT ON (project, anonymous) project, anonymous, "user", event_id, linked_at
  FROM unnest($1::text[], $2::text[], $3::text[], $4::uuid[], $5::timestamptz[])
    WITH ORDINALITY AS given (project, anonymous, "user", event_id, linked_at, place)
  ORDER BY project, anonymous, place
  ON CONFLICT (project, anonymous) DO NOTHING`;

async function apply(delivered: readonly DeliveredEvent[], scope: BatchScope): Promise<void> {
  const links = delivered.map(({ event }) => event as UnitsLinked);
  await scope.query(INSERT, [
    links.map(({ project }) => project),
    links.map(({ data }) => data.anonymous),
    links.map(({ data }) => data.user),
    links.map(({ id }) => id),
    links.map(({ data }) => data.linkedAt),
  ]);
}

/** Which user each anonymous unit turned out to be: the first link in the log holds. */
export const identityLinksProjection: ProjectionDefinition = {
  name: IDENTITY_LINKS,
  version: 1,
  topics: [TOPICS.identities.name],
  handles: ['UnitsLinked'],
  tables: [
    `CREATE TABLE identity_links (
      project text NOT NULL, anonymous text NOT NULL, "user" text NOT NULL, event_id uuid NOT NULL,
      linked_at timestamptz NOT NULL, PRIMARY KEY (project, anonymous))`,
    'CREATE INDEX identity_links_by_user ON identity_links (project, "user")',
  ],
  duplicates: 'by-model',
  apply,
  hashQueries: [
    `SELECT project, anonymous, "user", event_id FROM identity_links
     ORDER BY project COLLATE "C", anonymous COLLATE "C"`,
  ],
};
