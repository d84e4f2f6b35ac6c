import { allDuplicates } from '../batch/duplicates.js';
import type { ProjectionDefinition } from '../definition.js';

const TABLES = {
  'by-id': ['CREATE TABLE runtime_seen_events (id uuid, key text COLLATE "C", PRIMARY KEY (id, key))'],
  'by-recent-id': [
    `CREATE TABLE runtime_recent_events (
       partition int, id uuid, key text COLLATE "C", PRIMARY KEY (partition, id, key))`,
  ],
  'by-stream': [
    `CREATE TABLE runtime_stream_versions (
       stream text PRIMARY KEY, version integer NOT NULL, quarantined text)
     WITH (fillfactor = 75)`,
  ],
  'by-model': [],
} as const;

/** What the runtime remembers to recognise repeats; beside the model, so that a rebuild begins without it. */
export const runtimeTables = (
  definition: Pick<ProjectionDefinition, 'duplicates' | 'topics'>,
): readonly string[] => [...allDuplicates(definition)].flatMap((way) => TABLES[way]);
