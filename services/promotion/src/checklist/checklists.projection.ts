import type { RollbackChecklistEvent } from '@assay/contracts';
import { TOPICS } from '@assay/contracts';
import type { DeliveredEvent } from '@assay/event-bus';
import type { BatchScope, ProjectionDefinition, StreamFold } from '@assay/projections';
import { existing, foldStreams } from '@assay/projections';
import { evolveChecklist } from './checklist-evolve.fold.js';
import type { ChecklistState } from './checklist-state.js';
import { NO_CHECKLIST } from './checklist-state.js';

export const CHECKLISTS = 'rollback-checklists';

const EVENT_TYPES: readonly RollbackChecklistEvent['type'][] = [
  'RollbackChecklistOpened',
  'RollbackStepTicked',
  'RollbackStepUnticked',
  'RollbackChecklistCompleted',
];

const TABLE = `CREATE TABLE rollback_checklists (
  stream text PRIMARY KEY, project text COLLATE "C" NOT NULL, id text COLLATE "C" NOT NULL,
  status text NOT NULL, kind text NOT NULL, key text NOT NULL, opened_at timestamptz NOT NULL, state json NOT NULL)`;

const FOLD: StreamFold<ChecklistState, RollbackChecklistEvent> = {
  read: 'SELECT stream, state FROM rollback_checklists WHERE stream = ANY($1)',
  initial: NO_CHECKLIST,
  evolve: evolveChecklist,
};

const WRITE = `INSERT INTO rollback_checklists (stream, project, id, status, kind, key, opened_at, state)
  SELECT * FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[],
    $7::timestamptz[], $8::json[])
  ON CONFLICT (stream) DO UPDATE SET status = excluded.status, state = excluded.state`;

async function apply(events: readonly DeliveredEvent[], scope: BatchScope): Promise<void> {
  const changed = existing(await foldStreams(events, scope, FOLD));
  const known = changed.map(([, state]) => state);
  await scope.query(WRITE, [
    changed.map(([stream]) => stream),
    known.map(({ project }) => project),
    known.map(({ id }) => id),
    known.map(({ status }) => status),
    known.map(({ subject }) => subject.kind),
    known.map(({ subject }) => subject.key),
    known.map(({ openedAt }) => openedAt),
    known.map((state) => JSON.stringify(state)),
  ]);
}

/** All rollback checklists with their state. */
export const checklistsProjection: ProjectionDefinition = {
  name: CHECKLISTS,
  version: 1,
  topics: [TOPICS.incidents.name],
  handles: EVENT_TYPES,
  tables: [
    TABLE,
    'CREATE INDEX rollback_checklists_page ON rollback_checklists (project, opened_at DESC, id DESC)',
    `CREATE INDEX rollback_checklists_open ON rollback_checklists (opened_at) WHERE status = 'open'`,
  ],
  duplicates: 'by-stream',
  apply,
  hashQueries: ['SELECT stream, status, state::text FROM rollback_checklists ORDER BY stream COLLATE "C"'],
};
