import type { PolicyChanged } from '@assay/contracts';
import { TOPICS } from '@assay/contracts';
import type { ProjectionDefinition } from '@assay/projections';

export const POLICIES = 'policies';

const WRITE = `INSERT INTO policies (project, document)
  SELECT * FROM unnest($1::text[], $2::json[])
  ON CONFLICT (project) DO UPDATE SET document = excluded.document`;

/** What the policy of each project allows now. */
export const policiesProjection: ProjectionDefinition = {
  name: POLICIES,
  version: 1,
  topics: [TOPICS.promotions.name],
  handles: ['PolicyChanged'],
  tables: ['CREATE TABLE policies (project text PRIMARY KEY, document json NOT NULL)'],
  duplicates: 'by-stream',
  async apply(delivered, scope) {
    const latest = new Map(delivered.map(({ event }) => [event.project, event as PolicyChanged]));
    await scope.query(WRITE, [
      [...latest.keys()],
      [...latest.values()].map(({ data }) => JSON.stringify(data.document)),
    ]);
  },
  hashQueries: ['SELECT project, document::text FROM policies ORDER BY project COLLATE "C"'],
};
