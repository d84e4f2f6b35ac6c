import { TOPICS } from '@assay/contracts';
import type { DeliveredEvent } from '@assay/event-bus';
import type { BatchScope, ProjectionDefinition } from '@assay/projections';
import type { ExperimentView } from './experiment-view.js';
import type { ViewedEvent } from './experiment-view.fold.js';
import { foldExperiment } from './experiment-view.fold.js';

interface Row {
  readonly stream: string;
  readonly view: ExperimentView;
}

const READ = 'SELECT stream, view FROM experiments WHERE stream = ANY($1)';
const WRITE = `
  INSERT INTO experiments (stream, project, key, number, name, view)
  SELECT stream, project, view->>'key', (view->>'number')::int, view->>'name', view
    FROM unnest($1::text[], $2::text[], $3::jsonb[]) AS changed (stream, project, view)
  ON CONFLICT (stream) DO UPDATE SET view = excluded.view`;

async function apply(events: readonly DeliveredEvent[], scope: BatchScope): Promise<void> {
  const streams = [...new Set(events.map(({ event }) => event.subject))];
  const rows = await scope.query<Row>(READ, [streams]);
  const views = new Map(rows.map(({ stream, view }) => [stream, view]));
  const projects = new Map(events.map(({ event }) => [event.subject, event.project]));
  for (const { event } of events) {
    const view = foldExperiment(views.get(event.subject), event as ViewedEvent);
    if (view !== undefined) views.set(event.subject, view);
  }
  const changed = [...views];
  await scope.query(WRITE, [
    changed.map(([stream]) => stream),
    changed.map(([stream]) => projects.get(stream)),
    changed.map(([, view]) => JSON.stringify(view)),
  ]);
}

/** The experiments that can be promoted, each as one view folded from its stream. */
export const experimentsProjection: ProjectionDefinition = {
  name: 'experiments',
  version: 3,
  topics: [TOPICS.experiments.name],
  handles: [
    'ExperimentCreated',
    'ExperimentEdited',
    'VariantAdded',
    'VariantChanged',
    'VariantRemoved',
    'ExperimentStarted',
    'ExperimentPaused',
    'ExperimentResumed',
    'AllocationChanged',
    'WeightsChanged',
    'ExperimentConcluded',
    'ExperimentReopened',
    'ExperimentArchived',
    'ExperimentScheduled',
    'ScheduleCancelled',
  ],
  tables: [
    `CREATE TABLE experiments (
      stream text PRIMARY KEY,
      project text NOT NULL,
      key text NOT NULL,
      number integer NOT NULL,
      name text NOT NULL,
      view jsonb NOT NULL
    )`,
    'CREATE INDEX experiments_by_number ON experiments (project, number)',
    'CREATE INDEX experiments_by_name ON experiments (project, name)',
    `CREATE INDEX experiments_running ON experiments (stream) WHERE view->>'status' = 'running'`,
  ],
  duplicates: 'by-stream',
  apply,
  hashQueries: ['SELECT stream, project, key, number, name, view FROM experiments ORDER BY stream'],
};
