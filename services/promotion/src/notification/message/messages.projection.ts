import type { EventEnvelope } from '@assay/contracts';
import { TOPICS } from '@assay/contracts';
import type { DeliveredEvent } from '@assay/event-bus';
import type { BatchScope, ProjectionDefinition } from '@assay/projections';
import { alertAnnouncer } from './alert.announcer.fold.js';
import type { Announcer, Context } from './announcer.js';
import { approvalAnnouncer } from './approval.announcer.fold.js';
import { hotfixAnnouncer } from './hotfix.announcer.fold.js';
import type { Message } from './message.js';
import { promotionAnnouncer } from './promotion.announcer.fold.js';
import { releaseAnnouncer } from './release.announcer.fold.js';
import { rolloutAnnouncer } from './rollout.announcer.fold.js';

export const MESSAGES = 'messages';

const ANNOUNCERS = [
  alertAnnouncer,
  approvalAnnouncer,
  hotfixAnnouncer,
  promotionAnnouncer,
  releaseAnnouncer,
  rolloutAnnouncer,
] as readonly Announcer[];

const announcerOf: ReadonlyMap<string, Announcer> = new Map(
  ANNOUNCERS.flatMap((announcer) => announcer.types.map((type) => [type, announcer] as const)),
);

const READ = 'SELECT stream, context FROM message_contexts WHERE stream = ANY($1)';
const REMEMBER = `INSERT INTO message_contexts (stream, context)
  SELECT * FROM unnest($1::text[], $2::json[])
  ON CONFLICT (stream) DO UPDATE SET context = excluded.context`;
const WRITE = `INSERT INTO messages (id, project, level, kind, at, message)
  SELECT * FROM unnest($1::uuid[], $2::text[], $3::text[], $4::text[], $5::timestamptz[], $6::json[])
  ON CONFLICT (id) DO NOTHING`;

interface Row {
  readonly stream: string;
  readonly context: Context;
}

/** One event after another: what is remembered of its stream, and what people are told. */
function told(events: readonly EventEnvelope[], contexts: Map<string, Context>): readonly Message[] {
  return events.flatMap((event) => {
    const announcer = announcerOf.get(event.type);
    if (announcer === undefined) return [];
    const context = announcer.remember(contexts.get(event.subject) ?? {}, event);
    contexts.set(event.subject, context);
    const draft = announcer.announce(event, context);
    const { id, project, actor: who, time: at } = event;
    return draft === undefined ? [] : [{ id, project, who, at, ...draft }];
  });
}

async function apply(delivered: readonly DeliveredEvent[], scope: BatchScope): Promise<void> {
  const events = delivered.map(({ event }) => event);
  const streams = [...new Set(events.map(({ subject }) => subject))];
  const rows = await scope.query<Row>(READ, [streams]);
  const contexts = new Map(rows.map(({ stream, context }) => [stream, context]));
  const messages = told(events, contexts);
  const remembered = [...contexts];
  await scope.query(REMEMBER, [
    remembered.map(([stream]) => stream),
    remembered.map(([, context]) => JSON.stringify(context)),
  ]);
  await scope.query(WRITE, [
    messages.map(({ id }) => id),
    messages.map(({ project }) => project),
    messages.map(({ level }) => level),
    messages.map(({ kind }) => kind),
    messages.map(({ at }) => at),
    messages.map((message) => JSON.stringify(message)),
  ]);
}

/** What people are to be told, folded from the log: written in the transaction that moves the checkpoint. */
export const messagesProjection: ProjectionDefinition = {
  name: MESSAGES,
  version: 2,
  topics: [
    TOPICS.promotions,
    TOPICS.approvals,
    TOPICS.incidents,
    TOPICS.releases,
    TOPICS.rollouts,
    TOPICS.alerts,
  ].map(({ name }) => name),
  handles: [...announcerOf.keys()],
  tables: [
    'CREATE TABLE message_contexts (stream text PRIMARY KEY, context json NOT NULL)',
    `CREATE TABLE messages (id uuid PRIMARY KEY, project text COLLATE "C" NOT NULL, level text NOT NULL,
      kind text NOT NULL, at timestamptz NOT NULL, message json NOT NULL)`,
    'CREATE INDEX messages_page ON messages (project, at DESC, id DESC)',
    'CREATE INDEX messages_at ON messages (at)',
  ],
  duplicates: 'by-stream',
  apply,
  hashQueries: [
    'SELECT id::text, message::text FROM messages ORDER BY id',
    'SELECT stream, context::text FROM message_contexts ORDER BY stream COLLATE "C"',
  ],
};
