import type { UnitsLinked } from '@assay/contracts';
import { TOPICS } from '@assay/contracts';
import type { DeliveredEvent } from '@assay/event-bus';
import type { BatchScope, ProjectionDefinition } from '@assay/projections';

const TABLES = [
  `CREATE TABLE linked_units (
     project text NOT NULL, anonymous text NOT NULL, "user" text NOT NULL, PRIMARY KEY (project, anonymous))`,
  'CREATE INDEX linked_units_of_user ON linked_units (project, "user")',
];

// All links of an anonymous unit lie in one partition: the first in the batch is the first in the log.
const INSERT = `INSERT INTO linked_units (project, anonymous, "user")
  SELECT DISTINCT ON (project, anonymous) project, anonymous, "user"
  FROM unnest($1::text[], $2::text[], $3::text[]) WITH ORDINALITY AS given (project, anonymous, "user", place)
  ORDER BY project, anonymous, place ON CONFLICT (project, anonymous) DO NOTHING`;

const HASHED = `SELECT project, anonymous, "user" FROM linked_units
  ORDER BY project COLLATE "C", anonymous COLLATE "C"`;

async function apply(delivered: readonly DeliveredEvent[], scope: BatchScope): Promise<void> {
  const links = delivered.map(({ event }) => event as UnitsLinked);
  await scope.query(INSERT, [
    links.map(({ project }) => project),
    links.map(({ data }) => data.anonymous),
    links.map(({ data }) => data.user),
  ]);
}

/** Which units are one person: who is forgotten is forgotten under all of them. The first link of a unit holds. */
export const linkedUnitsProjection: ProjectionDefinition = {
  name: 'linked-units',
  version: 1,
  topics: [TOPICS.identities.name],
  handles: ['UnitsLinked'],
  tables: TABLES,
  duplicates: 'by-model',
  apply,
  hashQueries: [HASHED],
};
