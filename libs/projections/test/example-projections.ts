import { ExperimentPaused, ExperimentResumed, InteractionRecorded, TOPICS } from '@assay/contracts';
import type { InteractionRecorded as Interaction } from '@assay/contracts';
import type { ProjectionDefinition } from '../src/index.js';

/** Counts interactions of each unit, and adds their values up. */
export const UNIT_COUNTS: ProjectionDefinition = {
  name: 'unit-counts',
  version: 1,
  topics: [TOPICS.interactions.name],
  handles: [InteractionRecorded.type],
  tables: ['CREATE TABLE unit_counts (unit text PRIMARY KEY, n bigint NOT NULL, total numeric NOT NULL)'],
  duplicates: 'by-id',
  hashQueries: ['SELECT unit, n, total FROM unit_counts ORDER BY unit'],
  async apply(events, scope) {
    const data = events.map(({ event }) => (event as Interaction).data);
    await scope.query(
      `INSERT INTO unit_counts (unit, n, total)
       SELECT unit, count(*), sum(value) FROM unnest($1::text[], $2::numeric[]) AS e(unit, value)
       GROUP BY unit ORDER BY unit
       ON CONFLICT (unit) DO UPDATE SET n = unit_counts.n + excluded.n, total = unit_counts.total + excluded.total`,
      [data.map(({ unit }) => unit), data.map(({ value }) => value ?? '0')],
    );
  },
};

/** The last decision of each stream. */
export const STREAM_STATUS: ProjectionDefinition = {
  name: 'stream-status',
  version: 1,
  topics: [TOPICS.experiments.name],
  handles: [ExperimentPaused.type],
  tables: ['CREATE TABLE pauses (stream text, version int, PRIMARY KEY (stream, version))'],
  duplicates: 'by-stream',
  hashQueries: ['SELECT stream, version FROM pauses ORDER BY stream, version'],
  async apply(events, scope) {
    await scope.query('INSERT INTO pauses SELECT * FROM unnest($1::text[], $2::int[])', [
      events.map(({ event }) => event.subject),
      events.map(({ event }) => event.streamversion),
    ]);
  },
};

/** Keeps every interaction as a row; its own primary key recognises repeats. */
export const RAW_INTERACTIONS: ProjectionDefinition = {
  ...UNIT_COUNTS,
  name: 'raw-interactions',
  handles: [InteractionRecorded.type, ExperimentResumed.type],
  tables: ['CREATE TABLE interactions (id uuid PRIMARY KEY, unit text NOT NULL)'],
  duplicates: 'by-model',
  hashQueries: ['SELECT id, unit FROM interactions ORDER BY id'],
  async apply(events, scope) {
    await scope.query('CREATE TEMP TABLE arrived (id uuid, unit text) ON COMMIT DROP');
    await scope.copy(
      'arrived',
      ['id', 'unit'],
      events.map(({ event }) => `${event.id}\t${event.subject}`),
    );
    await scope.query('INSERT INTO interactions SELECT DISTINCT * FROM arrived ON CONFLICT DO NOTHING');
  },
};
