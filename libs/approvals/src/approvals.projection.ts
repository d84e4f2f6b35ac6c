import type { ApprovalEvent } from '@assay/contracts';
import { TOPICS } from '@assay/contracts';
import type { DeliveredEvent } from '@assay/event-bus';
import type { BatchScope, ProjectionDefinition, StreamFold } from '@assay/projections';
import { existing, foldStreams } from '@assay/projections';
import { evolveApproval } from './approval-evolve.fold.js';
import type { ApprovalState, KnownApproval } from './approval.js';
import { NO_APPROVAL } from './approval.js';

export const APPROVALS = 'approvals';

const EVENT_TYPES: readonly ApprovalEvent['type'][] = [
  'ApprovalProposed',
  'ApprovalRevised',
  'ApprovalGiven',
  'ApprovalGranted',
  'ApprovalRejected',
  'ApprovalWithdrawn',
  'ApprovalExpired',
  'ApprovalUsed',
];

const TABLE = `CREATE TABLE approvals (
  stream text PRIMARY KEY, project text COLLATE "C" NOT NULL, id text COLLATE "C" NOT NULL,
  kind text NOT NULL, key text NOT NULL, hash text NOT NULL, status text NOT NULL, proposed_at timestamptz NOT NULL,
  expires_at timestamptz, state json NOT NULL)`;

const FOLD: StreamFold<ApprovalState, ApprovalEvent> = {
  read: 'SELECT stream, state FROM approvals WHERE stream = ANY($1)',
  initial: NO_APPROVAL,
  evolve: evolveApproval,
};

const WRITE = `INSERT INTO approvals (stream, project, id, kind, key, hash, status, proposed_at, expires_at, state)
  SELECT * FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[],
    $7::text[], $8::timestamptz[], $9::timestamptz[], $10::json[])
  ON CONFLICT (stream) DO UPDATE SET hash = excluded.hash, status = excluded.status, expires_at = excluded.expires_at,
    state = excluded.state`;

/** When an approval ends by itself; null when it is over. */
const endsAt = ({ status, expiresAt }: KnownApproval): string | null =>
  status === 'open' || status === 'approved' ? expiresAt : null;

function columnsOf(changed: readonly (readonly [string, KnownApproval])[]): readonly unknown[] {
  const states = changed.map(([, state]) => state);
  return [
    changed.map(([stream]) => stream),
    states.map(({ project }) => project),
    states.map(({ id }) => id),
    states.map(({ subject }) => subject.kind),
    states.map(({ subject }) => subject.key),
    states.map(({ hash }) => hash),
    states.map(({ status }) => status),
    states.map(({ proposedAt }) => proposedAt),
    states.map(endsAt),
    states.map((state) => JSON.stringify(state)),
  ];
}

async function apply(events: readonly DeliveredEvent[], scope: BatchScope): Promise<void> {
  const changed = existing(await foldStreams(events, scope, FOLD));
  await scope.query(WRITE, columnsOf(changed));
}

/** All approvals with their state: for lists, for what expires, and for services that own what is approved. */
export const approvalsProjection: ProjectionDefinition = {
  name: APPROVALS,
  version: 1,
  topics: [TOPICS.approvals.name],
  handles: EVENT_TYPES,
  tables: [
    TABLE,
    'CREATE INDEX approvals_page ON approvals (project, proposed_at DESC, id DESC)',
    'CREATE INDEX approvals_for ON approvals (project, hash)',
    'CREATE INDEX approvals_due ON approvals (expires_at) WHERE expires_at IS NOT NULL',
  ],
  duplicates: 'by-stream',
  apply,
  hashQueries: ['SELECT stream, status, state::text FROM approvals ORDER BY stream COLLATE "C"'],
};
