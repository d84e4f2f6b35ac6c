import type { SegmentEvent } from '@assay/contracts';
import { TOPICS } from '@assay/contracts';
import type { ProjectionDefinition } from '@assay/projections';

export const SEGMENTS = 'segments';

const WRITE = `INSERT INTO segments (project, key)
  SELECT DISTINCT * FROM unnest($1::text[], $2::text[]) ON CONFLICT DO NOTHING`;

/** Which segments there are; who belongs to them is the gateways' business. */
export const segmentsProjection: ProjectionDefinition = {
  name: SEGMENTS,
  version: 1,
  topics: [TOPICS.definitions.name],
  handles: ['SegmentRuleDefined', 'SegmentListDefined'],
  tables: ['CREATE TABLE segments (project text, key text, PRIMARY KEY (project, key))'],
  duplicates: 'by-stream',
  async apply(delivered, scope) {
    const events = delivered.map(({ event }) => event as SegmentEvent);
    await scope.query(WRITE, [events.map(({ project }) => project), events.map(({ data }) => data.key)]);
  },
  hashQueries: ['SELECT project, key FROM segments ORDER BY project COLLATE "C", key COLLATE "C"'],
};
