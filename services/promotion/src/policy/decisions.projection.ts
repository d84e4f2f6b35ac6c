import { decisionAction, DECISIONS } from '@assay/approvals';
import type { Certificate, EventEnvelope, PolicyAction, PromotionRequested } from '@assay/contracts';
import { parseStreamId, TOPICS } from '@assay/contracts';
import type { DeliveredEvent } from '@assay/event-bus';
import type { BatchScope, ProjectionDefinition } from '@assay/projections';

/** A decision of the past, with what a promotion rested on. */
export interface Decision {
  readonly id: string;
  readonly at: string;
  readonly kind: string;
  readonly subject: string;
  readonly action: PolicyAction;
  readonly actor: string;
  readonly approval: string | null;
  /** How many people had agreed. */
  readonly approvals: number;
  readonly certificate: Certificate | null;
}

const WRITE = `
  INSERT INTO decisions (id, project, at, kind, subject, action, actor, approval, certificate)
  SELECT * FROM unnest($1::uuid[], $2::text[], $3::timestamptz[], $4::text[], $5::text[], $6::text[], $7::text[],
    $8::text[], $9::jsonb[])
  ON CONFLICT (id) DO NOTHING`;

const certificateOf = (event: EventEnvelope): Certificate | undefined =>
  event.type === 'PromotionRequested' ? (event as PromotionRequested).data.certificate : undefined;

const approvalOf = ({ data }: EventEnvelope): string | null =>
  (data as { readonly approval?: string }).approval ?? null;

async function apply(delivered: readonly DeliveredEvent[], scope: BatchScope): Promise<void> {
  const judged = delivered.flatMap(({ event }) => {
    const action = decisionAction(event);
    return action === undefined ? [] : [{ event, action }];
  });
  const events = judged.map(({ event }) => event);
  const streams = events.map(({ subject }) => parseStreamId(subject));
  const certificates = events.map(certificateOf);
  await scope.query(WRITE, [
    events.map(({ id }) => id),
    events.map(({ project }) => project),
    events.map(({ time }) => time),
    streams.map(({ kind }) => kind),
    streams.map(({ key }) => key),
    judged.map(({ action }) => action),
    events.map(({ actor }) => actor),
    events.map(approvalOf),
    certificates.map((one) => (one === undefined ? null : JSON.stringify(one))),
  ]);
}

/** Decisions of the past that a policy would have had a say in. */
export const decisionsProjection: ProjectionDefinition = {
  name: 'decisions',
  version: 4,
  topics: [TOPICS.promotions.name, TOPICS.rollouts.name, TOPICS.releases.name],
  handles: DECISIONS,
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
