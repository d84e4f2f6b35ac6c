import { parseStreamId, TOPICS } from '@assay/contracts';
import type { DeliveredEvent } from '@assay/event-bus';
import type { BatchScope, ProjectionDefinition, StreamFold } from '@assay/projections';
import { existing, foldStreams } from '@assay/projections';
import type { ExperimentStreamEvent } from '../experiment-evolve.fold.js';
import { evolve } from '../experiment-evolve.fold.js';
import type { ExistingExperiment, ExperimentState } from '../experiment-state.js';
import { NO_EXPERIMENT } from '../experiment-state.js';
import { nextDueAt } from '../schedule/next-step.js';
import { shownStatus } from '../experiment-state.js';
import { searchText } from './search-text.js';

export const EXPERIMENT_LIST = 'experiment-list';

const TABLE = `CREATE TABLE experiments (
  stream text PRIMARY KEY, project text NOT NULL, key text COLLATE "C" NOT NULL, number integer NOT NULL,
  status text NOT NULL, type text NOT NULL, owner text, tags text[] NOT NULL, search text NOT NULL,
  due_at timestamptz, state json NOT NULL)`;

const FOLD: StreamFold<ExperimentState, ExperimentStreamEvent> = {
  read: 'SELECT stream, state FROM experiments WHERE stream = ANY($1)',
  initial: NO_EXPERIMENT,
  evolve,
};

const WRITE = `INSERT INTO experiments
    (stream, project, key, number, status, type, owner, tags, search, due_at, state)
  SELECT stream, project, key, number, status, type, owner,
    ARRAY(SELECT jsonb_array_elements_text(tags)), search, due_at, state
  FROM unnest($1::text[], $2::text[], $3::text[], $4::integer[], $5::text[], $6::text[], $7::text[],
      $8::jsonb[], $9::text[], $10::timestamptz[], $11::json[])
    AS given (stream, project, key, number, status, type, owner, tags, search, due_at, state)
  ON CONFLICT (stream) DO UPDATE SET status = excluded.status, type = excluded.type, owner = excluded.owner,
    tags = excluded.tags, search = excluded.search, due_at = excluded.due_at, state = excluded.state`;

const EVENT_TYPES: readonly ExperimentStreamEvent['type'][] = [
  'ExperimentCreated',
  'ExperimentEdited',
  'VariantAdded',
  'VariantChanged',
  'VariantRemoved',
  'ExperimentScheduled',
  'ScheduleCancelled',
  'ScheduledStepRefused',
  'ExperimentStarted',
  'ExperimentPaused',
  'ExperimentResumed',
  'AllocationChanged',
  'WeightsChanged',
  'OverrideSet',
  'OverrideRemoved',
  'ChecklistItemTicked',
  'ChecklistItemUnticked',
  'ExperimentConcluded',
  'ExperimentReopened',
  'ExperimentArchived',
  'ConclusionRefused',
];

function columnsOf(changed: readonly (readonly [string, ExistingExperiment])[]): readonly unknown[] {
  const states = changed.map(([, state]) => state);
  return [
    changed.map(([stream]) => stream),
    changed.map(([stream]) => parseStreamId(stream).project),
    states.map(({ design }) => design.key),
    states.map(({ design }) => design.number),
    states.map(shownStatus),
    states.map(({ design }) => design.experimentType),
    states.map(({ design }) => design.owner ?? null),
    states.map(({ design }) => JSON.stringify(design.tags ?? [])),
    states.map(({ design }) => searchText(design)),
    states.map(nextDueAt),
    states.map((state) => JSON.stringify(state)),
  ];
}

async function apply(events: readonly DeliveredEvent[], scope: BatchScope): Promise<void> {
  const changed = existing(await foldStreams(events, scope, FOLD));
  await scope.query(WRITE, columnsOf(changed));
}

/** All experiments with their state: for lists, for searching, and for what is due by itself. */
export const experimentListProjection: ProjectionDefinition = {
  name: EXPERIMENT_LIST,
  version: 1,
  topics: [TOPICS.experiments.name],
  handles: EVENT_TYPES,
  tables: [
    TABLE,
    'CREATE INDEX experiments_by_number ON experiments (project, number)',
    'CREATE INDEX experiments_due ON experiments (due_at) WHERE due_at IS NOT NULL',
  ],
  duplicates: 'by-stream',
  apply,
  hashQueries: ['SELECT stream, status, due_at, state::text FROM experiments ORDER BY stream COLLATE "C"'],
};
