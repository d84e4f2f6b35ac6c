import type { UnitAssigned } from '@assay/contracts';
import { canonicalJson, TOPICS } from '@assay/contracts';
import type { DeliveredEvent } from '@assay/event-bus';
import type { BatchScope, ProjectionDefinition } from '@assay/projections';

const TABLE = `CREATE TABLE assignments (
  project text NOT NULL, experiment text NOT NULL, run integer NOT NULL, unit text NOT NULL,
  variant text NOT NULL, event_id uuid NOT NULL, event json NOT NULL,
  PRIMARY KEY (project, experiment, run, unit))`;

// A unit's assignments lie in one partition, so the order within the batch is that of the log.
const INSERT = `INSERT INTO assignments (project, experiment, run, unit, variant, event_id, event)
  SELECT DISTINCT ON (project, experiment, run, unit)
    project, experiment, run, unit, variant, event_id, event
  FROM unnest($1::text[], $2::text[], $3::integer[], $4::text[], $5::text[], $6::uuid[], $7::json[])
    WITH ORDINALITY AS given (project, experiment, run, unit, variant, event_id, event, place)
  ORDER BY project, experiment, run, unit, place
  ON CONFLICT (project, experiment, run, unit) DO NOTHING`;

const HASHED = `SELECT project, experiment, run, unit, variant, event_id, event::text AS event FROM assignments
  ORDER BY project COLLATE "C", experiment COLLATE "C", run, unit COLLATE "C"`;

function columnsOf(events: readonly UnitAssigned[]): readonly unknown[] {
  return [
    events.map(({ project }) => project),
    events.map(({ data }) => data.experiment),
    events.map(({ data }) => data.run),
    events.map(({ data }) => data.unit),
    events.map(({ data }) => data.variant),
    events.map(({ id }) => id),
    events.map((event) => canonicalJson(event)),
  ];
}

async function apply(delivered: readonly DeliveredEvent[], scope: BatchScope): Promise<void> {
  await scope.query(INSERT, columnsOf(delivered.map(({ event }) => event as UnitAssigned)));
}

/** The first assignment of each unit in each run, by its place in the log: that one holds. */
export const assignmentsProjection: ProjectionDefinition = {
  name: 'assignments',
  version: 1,
  topics: [TOPICS.assignments.name],
  handles: ['UnitAssigned'],
  tables: [TABLE],
  duplicates: 'by-model',
  apply,
  hashQueries: [HASHED],
};
