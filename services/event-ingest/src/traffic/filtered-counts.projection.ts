import type { TrafficFiltered } from '@assay/contracts';
import { TOPICS } from '@assay/contracts';
import type { DeliveredEvent } from '@assay/event-bus';
import type { BatchScope, ProjectionDefinition } from '@assay/projections';

const TABLE = `CREATE TABLE filtered_counts (
  project text NOT NULL, filter text NOT NULL, day date NOT NULL, partition integer NOT NULL,
  events bigint NOT NULL,
  PRIMARY KEY (project, filter, day, partition))`;

// A row for each partition, so that processes that work on different ones never wait for each other.
const ADD = `INSERT INTO filtered_counts AS counted (project, filter, day, partition, events)
  SELECT project, filter, day, $4, count(*)
  FROM unnest($1::text[], $2::text[], $3::date[]) AS given (project, filter, day)
  GROUP BY project, filter, day ORDER BY project, filter, day
  ON CONFLICT (project, filter, day, partition) DO UPDATE SET events = counted.events + excluded.events`;

const HASHED = `SELECT project, filter, day, sum(events)::text AS events FROM filtered_counts
  GROUP BY project, filter, day ORDER BY project COLLATE "C", filter COLLATE "C", day`;

/** Longer than events may be late by default. */
const REMEMBERED_MS = 420 * 24 * 3_600_000;
const DAY_LENGTH = '2026-01-01'.length;

async function apply(delivered: readonly DeliveredEvent[], scope: BatchScope): Promise<void> {
  const events = delivered.map(({ event }) => event as TrafficFiltered);
  await scope.query(ADD, [
    events.map(({ project }) => project),
    events.map(({ data }) => data.filter),
    events.map(({ time }) => time.slice(0, DAY_LENGTH)),
    scope.partition,
  ]);
}

/** How many events each traffic filter kept apart, by the day on which they happened (UTC). */
export const filteredCountsProjection: ProjectionDefinition = {
  name: 'filtered-counts',
  version: 3,
  topics: [TOPICS.filteredTraffic.name],
  handles: ['TrafficFiltered'],
  tables: [TABLE],
  duplicates: { withinMs: REMEMBERED_MS },
  apply,
  hashQueries: [HASHED],
};
