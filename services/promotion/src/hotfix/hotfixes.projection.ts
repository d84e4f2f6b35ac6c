import type { EventEnvelope, HotfixEvent, ReleaseEvent } from '@assay/contracts';
import { parseStreamId, TOPICS, topicOf } from '@assay/contracts';
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
  'HotfixCameDue',
  'HotfixEscalated',
  'HotfixDeployed',
  'PostMortemWritten',
  'HotfixClosed',
];
/** A release may be started in production, or reach it from another environment. */
const RELEASE_TYPES: readonly ReleaseEvent['type'][] = ['ReleaseStarted', 'ReleasePromoted'];

const TABLE = `CREATE TABLE hotfixes (
  stream text PRIMARY KEY, project text COLLATE "C" NOT NULL, key text COLLATE "C" NOT NULL,
  status text NOT NULL, severity text NOT NULL, opened_at timestamptz NOT NULL, escalates_at timestamptz,
  post_mortem_due boolean NOT NULL, awaits_release boolean NOT NULL, state json NOT NULL)`;
const RELEASES = `CREATE TABLE production_releases (
  project text NOT NULL, at timestamptz NOT NULL, key text NOT NULL, PRIMARY KEY (project, at, key))`;

const FOLD: StreamFold<HotfixState, HotfixEvent> = {
  read: 'SELECT stream, state FROM hotfixes WHERE stream = ANY($1)',
  initial: NO_HOTFIX,
  evolve: evolveHotfix,
};

const WRITE = `INSERT INTO hotfixes
    (stream, project, key, status, severity, opened_at, escalates_at, post_mortem_due, awaits_release, state)
  SELECT * FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $6::timestamptz[],
    $7::timestamptz[], $8::boolean[], $9::boolean[], $10::json[])
  ON CONFLICT (stream) DO UPDATE SET status = excluded.status, severity = excluded.severity,
    escalates_at = excluded.escalates_at, post_mortem_due = excluded.post_mortem_due,
    awaits_release = excluded.awaits_release, state = excluded.state`;

const WRITE_RELEASES = `INSERT INTO production_releases (project, at, key)
  SELECT * FROM unnest($1::text[], $2::timestamptz[], $3::text[]) ON CONFLICT DO NOTHING`;

const escalatesAt = (hotfix: KnownHotfix): string | null =>
  hotfix.status === 'open' ? (nextEscalation(hotfix, hotfix.escalations)?.at ?? null) : null;

const awaitsRelease = ({ status, severity, release }: KnownHotfix): boolean =>
  status === 'open' && severity === 'P4' && release === null;

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
    states.map(awaitsRelease),
    states.map((state) => JSON.stringify(state)),
  ];
}

const isRelease = ({ type }: EventEnvelope): boolean => topicOf(type) === TOPICS.releases.name;

const reachesProduction = (event: ReleaseEvent): boolean =>
  'environment' in event.data && event.data.environment === 'production';

async function applyReleases(events: readonly ReleaseEvent[], scope: BatchScope): Promise<void> {
  const reached = events.filter(reachesProduction);
  await scope.query(WRITE_RELEASES, [
    reached.map(({ project }) => project),
    reached.map(({ time }) => time),
    reached.map(({ subject }) => parseStreamId(subject).key),
  ]);
}

/** All of a batch are of one topic. */
async function apply(events: readonly DeliveredEvent[], scope: BatchScope): Promise<void> {
  const releases = events.map(({ event }) => event).filter(isRelease);
  if (releases.length > 0) return applyReleases(releases as ReleaseEvent[], scope);
  const changed = existing(await foldStreams(events, scope, FOLD));
  await scope.query(WRITE, columnsOf(changed));
}

/** All hotfixes with their state: for lists, for what is overdue, and for what is due with a release. */
export const hotfixesProjection: ProjectionDefinition = {
  name: HOTFIXES,
  version: 2,
  topics: [TOPICS.incidents.name, TOPICS.releases.name],
  handles: [...EVENT_TYPES, ...RELEASE_TYPES],
  tables: [
    TABLE,
    RELEASES,
    'CREATE INDEX hotfixes_page ON hotfixes (project, opened_at DESC, key DESC)',
    'CREATE INDEX hotfixes_waiting ON hotfixes (project, opened_at) WHERE awaits_release',
    'CREATE INDEX hotfixes_late ON hotfixes (escalates_at) WHERE escalates_at IS NOT NULL',
  ],
  duplicates: 'by-stream',
  apply,
  hashQueries: [
    'SELECT stream, status, state::text FROM hotfixes ORDER BY stream COLLATE "C"',
    'SELECT project, at, key FROM production_releases ORDER BY project COLLATE "C", at, key COLLATE "C"',
  ],
};
