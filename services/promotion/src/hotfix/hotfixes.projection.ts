import type { HotfixEvent } from '@assay/contracts';
import { TOPICS } from '@assay/contracts';
import type { DeliveredEvent } from '@assay/event-bus';
import type { BatchScope, ProjectionDefinition, StreamFold } from '@assay/projections';
import { existing, foldStreams } from '@assay/projections';
import { needsPostMortem, nextEscalation } from './hotfix-clock.fold.js';
import { evolveHotfix } from './hotfix-evolve.fold.js';
import type { HotfixState, KnownHotfix } from './hotfix-state.js';
import { NO_HOTFIX } from './hotfix-state.js';

export const HOTFIXES = 'hotfixes';

const EVENT_TYPES: readonly HotfixEvent['type'][] = [
  'HotfixOpened',
  'HotfixRecorded',
  'HotfixSeverityChanged',
  'HotfixEscalated',
  'HotfixDeployed',
  'PostMortemWritten',
  'HotfixClosed',
];

const TABLE = `CREATE TABLE hotfixes (
  stream text PRIMARY KEY, project text COLLATE "C" NOT NULL, key text COLLATE "C" NOT NULL,
  status text NOT NULL, severity text NOT NULL, opened_at timestamptz NOT NULL, escalates_at timestamptz,
  post_mortem_due boolean NOT NULL, state json NOT NULL)`;

const FOLD: StreamFold<HotfixState, HotfixEvent> = {
  read: 'SELECT stream, state FROM hotfixes WHERE stream = ANY($1)',
  initial: NO_HOTFIX,
  evolve: evolveHotfix,
};

const WRITE = `INSERT INTO hotfixes
    (stream, project, key, status, severity, opened_at, escalates_at, post_mortem_due, state)
  SELECT * FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $6::timestamptz[],
    $7::timestamptz[], $8::boolean[], $9::json[])
  ON CONFLICT (stream) DO UPDATE SET status = excluded.status, severity = excluded.severity,
    escalates_at = excluded.escalates_at, post_mortem_due = excluded.post_mortem_due, state = excluded.state`;

const escalatesAt = ({ status, severity, openedAt, escalations }: KnownHotfix): string | null =>
  status === 'open' ? (nextEscalation(severity, openedAt, escalations)?.at ?? null) : null;

const isPostMortemDue = ({ status, worst, postMortem }: KnownHotfix): boolean =>
  status !== 'closed' && needsPostMortem(worst) && postMortem === null;

function columnsOf(changed: readonly (readonly [string, KnownHotfix])[]): readonly unknown[] {
  const states = changed.map(([, state]) => state);
  return [
    changed.map(([stream]) => stream),
    states.map(({ project }) => project),
    states.map(({ key }) => key),
    states.map(({ status }) => status),
    states.map(({ severity }) => severity),
    states.map(({ openedAt }) => openedAt),
    states.map(escalatesAt),
    states.map(isPostMortemDue),
    states.map((state) => JSON.stringify(state)),
  ];
}

async function apply(events: readonly DeliveredEvent[], scope: BatchScope): Promise<void> {
  const changed = existing(await foldStreams(events, scope, FOLD));
  await scope.query(WRITE, columnsOf(changed));
}

/** All hotfixes with their state: for lists, and for what is overdue. */
export const hotfixesProjection: ProjectionDefinition = {
  name: HOTFIXES,
  version: 1,
  topics: [TOPICS.incidents.name],
  handles: EVENT_TYPES,
  tables: [
    TABLE,
    'CREATE INDEX hotfixes_page ON hotfixes (project, opened_at DESC, key DESC)',
    'CREATE INDEX hotfixes_late ON hotfixes (escalates_at) WHERE escalates_at IS NOT NULL',
  ],
  duplicates: 'by-stream',
  apply,
  hashQueries: ['SELECT stream, status, state::text FROM hotfixes ORDER BY stream COLLATE "C"'],
};
