import type { Certificate, EventEnvelope, PolicyAction, PromotionRequested } from '@assay/contracts';
import { parseStreamId, TOPICS } from '@assay/contracts';
import type { DeliveredEvent } from '@assay/event-bus';
import type { BatchScope, ProjectionDefinition } from '@assay/projections';

/** Which events are decisions that policies are about. */
const ACTIONS: Readonly<Record<string, PolicyAction>> = {
  PromotionRequested: 'promote',
  PromotionRollbackRequested: 'rollback',
  RolloutStarted: 'advance',
  RolloutAdvanced: 'advance',
  RolloutResumed: 'advance',
  RolloutSignalReceived: 'signal',
  RolloutCompleted: 'advance',
  RolloutRolledBack: 'rollback',
  ReleaseStarted: 'advance',
  ReleaseAdvanced: 'advance',
  ReleaseResumed: 'advance',
  ReleasePromoted: 'promote',
  ReleaseCompleted: 'promote',
  ReleaseFeatureEnabled: 'advance',
  ReleaseFeatureDisabled: 'rollback',
  ReleaseRolledBack: 'rollback',
  ReleaseAborted: 'rollback',
};

/** A decision of the past, with what a promotion rested on. */
export interface Decision {
  readonly id: string;
  readonly at: string;
  readonly kind: string;
  readonly subject: string;
  readonly action: PolicyAction;
  readonly actor: string;
  readonly approval: string | null;
  readonly certificate: Certificate | null;
}

const WRITE = `
  INSERT INTO decisions (id, project, at, kind, subject, action, actor, approval, certificate)
  SELECT * FROM unnest($1::uuid[], $2::text[], $3::timestamptz[], $4::text[], $5::text[], $6::text[], $7::text[],
    $8::text[], $9::jsonb[])
  ON CONFLICT (id) DO NOTHING`;

const requestOf = (event: EventEnvelope): PromotionRequested['data'] | undefined =>
  event.type === 'PromotionRequested' ? (event as PromotionRequested).data : undefined;

async function apply(delivered: readonly DeliveredEvent[], scope: BatchScope): Promise<void> {
  const events = delivered.map(({ event }) => event);
  const streams = events.map(({ subject }) => parseStreamId(subject));
  const certificates = events.map((event) => requestOf(event)?.certificate);
  await scope.query(WRITE, [
    events.map(({ id }) => id),
    events.map(({ project }) => project),
    events.map(({ time }) => time),
    streams.map(({ kind }) => kind),
    streams.map(({ key }) => key),
    events.map(({ type }) => ACTIONS[type]),
    events.map(({ actor }) => actor),
    events.map((event) => requestOf(event)?.approval ?? null),
    certificates.map((one) => (one === undefined ? null : JSON.stringify(one))),
  ]);
}

/** Decisions of the past that a policy would have had a say in. */
export const decisionsProjection: ProjectionDefinition = {
  name: 'decisions',
  version: 3,
  topics: [TOPICS.promotions.name, TOPICS.rollouts.name, TOPICS.releases.name],
  handles: Object.keys(ACTIONS),
  tables: [
    `CREATE TABLE decisions (
      id uuid PRIMARY KEY,
      project text NOT NULL,
      at timestamptz NOT NULL,
      kind text NOT NULL,
      subject text NOT NULL,
      action text NOT NULL,
      actor text NOT NULL,
      approval text,
      certificate jsonb
    )`,
    'CREATE INDEX decisions_by_time ON decisions (project, at, id)',
  ],
  duplicates: 'by-model',
  apply,
  hashQueries: [
    `SELECT id::text, project, (extract(epoch FROM at) * 1000)::bigint::text AS at, kind, subject, action, actor,
       approval, certificate FROM decisions ORDER BY id`,
  ],
};
