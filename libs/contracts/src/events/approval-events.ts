import type { Static } from '@sinclair/typebox';
import { Type } from '@sinclair/typebox';
import { TOPICS } from '../catalogue/topics.js';
import type { EventOf } from '../envelope/event-definition.js';
import { defineEvent } from '../envelope/event-definition.js';
import { Instant, JsonObject, Key, Reason } from './shared-schemas.js';

const topic = TOPICS.approvals.name;
const strict = { additionalProperties: false };
const Actor = Type.String({ minLength: 1, maxLength: 200 });
const Hash = Type.String({
  pattern: '^[0-9a-f]{64}$',
  description: 'SHA-256 of the canonical JSON of subject, action and proposal.',
});

/** What can wait for approval. */
export const APPROVAL_SUBJECTS = ['promotion', 'release', 'rollout', 'hotfix', 'policy'] as const;
export const ApprovalSubject = Type.Object(
  { kind: Type.Union(APPROVAL_SUBJECTS.map((kind) => Type.Literal(kind))), key: Key },
  strict,
);
export type ApprovalSubject = Static<typeof ApprovalSubject>;

/** Who has to agree before a proposal may be carried out. */
export const ApprovalRequirement = Type.Object(
  {
    approvals: Type.Integer({ minimum: 1, maximum: 10, description: 'How many distinct people.' }),
    approvers: Type.Optional(
      Type.Array(Actor, {
        minItems: 1,
        maxItems: 100,
        description: 'Only these count; without it, whoever has the role.',
      }),
    ),
    emergency: Type.Boolean({ description: 'Past the usual checks, by people of the allow-list only.' }),
  },
  strict,
);
export type ApprovalRequirement = Static<typeof ApprovalRequirement>;

const Action = Type.String({
  pattern: '^[a-z][a-z0-9-]{0,49}$',
  description: 'What is to be done with the subject: promote, advance, deploy …',
});

export const ApprovalProposed = defineEvent({
  type: 'ApprovalProposed',
  version: 1,
  topic,
  description: 'Something is to be done, and waits for others to agree. The actor is the proposer.',
  data: Type.Object(
    {
      subject: ApprovalSubject,
      action: Action,
      proposal: Type.Intersect([JsonObject], { description: 'What exactly is to be done.' }),
      hash: Hash,
      required: ApprovalRequirement,
      reason: Reason,
      onBehalfOf: Type.Optional(Type.String({ maxLength: 200 })),
      expiresAt: Instant,
    },
    strict,
  ),
});
export type ApprovalProposed = EventOf<typeof ApprovalProposed>;

export const ApprovalRevised = defineEvent({
  type: 'ApprovalRevised',
  version: 1,
  topic,
  description: 'The proposal is another one now: approvals given before do not count any more.',
  data: Type.Object(
    {
      proposal: JsonObject,
      hash: Hash,
      reason: Reason,
      voided: Type.Array(Actor, { description: 'Whose approvals do not count any more.' }),
    },
    strict,
  ),
});
export type ApprovalRevised = EventOf<typeof ApprovalRevised>;

export const ApprovalGiven = defineEvent({
  type: 'ApprovalGiven',
  version: 1,
  topic,
  description: 'The actor agrees to what has this hash.',
  data: Type.Object({ hash: Hash, comment: Type.Optional(Reason) }, strict),
});
export type ApprovalGiven = EventOf<typeof ApprovalGiven>;

export const ApprovalGranted = defineEvent({
  type: 'ApprovalGranted',
  version: 1,
  topic,
  description: 'As many as were needed agree: what was proposed may be done, once, until it expires.',
  data: Type.Object(
    { subject: ApprovalSubject, action: Action, hash: Hash, approvers: Type.Array(Actor) },
    strict,
  ),
});
export type ApprovalGranted = EventOf<typeof ApprovalGranted>;

export const ApprovalRejected = defineEvent({
  type: 'ApprovalRejected',
  version: 1,
  topic,
  description: 'One of those who were asked does not agree: it is over.',
  data: Type.Object({ reason: Reason }, strict),
});
export type ApprovalRejected = EventOf<typeof ApprovalRejected>;

export const ApprovalWithdrawn = defineEvent({
  type: 'ApprovalWithdrawn',
  version: 1,
  topic,
  description: 'The proposer, or an admin, does not want it any more.',
  data: Type.Object({ reason: Reason }, strict),
});
export type ApprovalWithdrawn = EventOf<typeof ApprovalWithdrawn>;

export const ApprovalExpired = defineEvent({
  type: 'ApprovalExpired',
  version: 1,
  topic,
  description: 'Nobody decided, or nobody made use of it, in time.',
  data: Type.Object({ expiresAt: Instant }, strict),
});
export type ApprovalExpired = EventOf<typeof ApprovalExpired>;

export const ApprovalUsed = defineEvent({
  type: 'ApprovalUsed',
  version: 1,
  topic,
  description: 'What was proposed has been done: it cannot be done again with this approval.',
  data: Type.Object(
    { by: Type.String({ format: 'uuid', description: 'The event that rests on it.' }) },
    strict,
  ),
});
export type ApprovalUsed = EventOf<typeof ApprovalUsed>;

export type ApprovalEvent =
  | ApprovalProposed
  | ApprovalRevised
  | ApprovalGiven
  | ApprovalGranted
  | ApprovalRejected
  | ApprovalWithdrawn
  | ApprovalExpired
  | ApprovalUsed;
