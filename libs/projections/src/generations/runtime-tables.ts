import type { ProjectionDefinition } from '../definition.js';

/** What the runtime remembers to recognise repeats; beside the model, so that a rebuild begins without it. */
export const RUNTIME_TABLES: Readonly<Record<ProjectionDefinition['duplicates'], readonly string[]>> = {
  'by-id': ['CREATE TABLE runtime_seen_events (id uuid, key text COLLATE "C", PRIMARY KEY (id, key))'],
  'by-stream': [
    `CREATE TABLE runtime_stream_versions (
       stream text PRIMARY KEY, version integer NOT NULL, quarantined text)
     WITH (fillfactor = 75)`,
  ],
  'by-model': [],
};
