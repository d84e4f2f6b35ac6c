import type { Static } from '@sinclair/typebox';
import { Type } from '@sinclair/typebox';
import { TOPICS } from '../catalogue/topics.js';
import type { EventOf } from '../envelope/event-definition.js';
import { defineEvent } from '../envelope/event-definition.js';
import { Instant, Key, Reason } from './shared-schemas.js';

const topic = TOPICS.incidents.name;
const strict = { additionalProperties: false };
const Text = Type.String({ minLength: 1, maxLength: 4000 });
const Label = Type.String({ minLength: 1, maxLength: 200 });

export const HOTFIX_SEVERITIES = ['P1', 'P2', 'P3', 'P4'] as const;
export const HotfixSeverity = Type.Union(HOTFIX_SEVERITIES.map((severity) => Type.Literal(severity)));
export type HotfixSeverity = Static<typeof HotfixSeverity>;

const DueAt = Type.Union([Instant, Type.Null()], {
  description: 'When the fix has to be in production; null: with the next release.',
});

/** What is known of a fix; all of it has to be there before it is deployed. */
export const HotfixRecord = Type.Object(
  {
    cause: Type.Optional(Text),
    fix: Type.Optional(Text),
    tests: Type.Optional(Text),
    rollbackPlan: Type.Optional(Text),
  },
  strict,
);
export type HotfixRecord = Static<typeof HotfixRecord>;

export const HotfixOpened = defineEvent({
  type: 'HotfixOpened',
  version: 1,
  topic,
  description: 'Something is broken in production and is to be mended outside the usual releases.',
  data: Type.Object(
    {
      title: Label,
      severity: HotfixSeverity,
      broken: Type.Intersect([Text], { description: 'What is broken, and what users see of it.' }),
      dueAt: DueAt,
      because: Type.Optional(Label),
    },
    strict,
  ),
});
export type HotfixOpened = EventOf<typeof HotfixOpened>;

export const HotfixRecorded = defineEvent({
  type: 'HotfixRecorded',
  version: 1,
  topic,
  description: 'Something was found out or done: cause, fix, tests, rollback plan.',
  data: Type.Object(HotfixRecord.properties, { ...strict, minProperties: 1 }),
});
export type HotfixRecorded = EventOf<typeof HotfixRecorded>;

export const HotfixSeverityChanged = defineEvent({
  type: 'HotfixSeverityChanged',
  version: 1,
  topic,
  description:
    'It is worse, or not as bad, as it was thought to be; the clock still runs from when it was opened.',
  data: Type.Object({ severity: HotfixSeverity, dueAt: DueAt, reason: Reason }, strict),
});
export type HotfixSeverityChanged = EventOf<typeof HotfixSeverityChanged>;

export const HotfixCameDue = defineEvent({
  type: 'HotfixCameDue',
  version: 1,
  topic,
  description: 'The release that it was to be mended with is in production; its clock runs from here.',
  data: Type.Object({ title: Label, release: Key, dueAt: Instant }, strict),
});
export type HotfixCameDue = EventOf<typeof HotfixCameDue>;

export const HotfixEscalated = defineEvent({
  type: 'HotfixEscalated',
  version: 1,
  topic,
  description:
    'Its clock ran out and it is not deployed yet; again for each further stretch of the same length.',
  data: Type.Object(
    {
      title: Label,
      severity: HotfixSeverity,
      dueAt: Instant,
      level: Type.Integer({ minimum: 1, maximum: 3 }),
    },
    strict,
  ),
});
export type HotfixEscalated = EventOf<typeof HotfixEscalated>;

export const HotfixDeployed = defineEvent({
  type: 'HotfixDeployed',
  version: 1,
  topic,
  description: 'The fix was deployed, with the approval that it rests on.',
  data: Type.Object(
    {
      environment: Label,
      version: Label,
      deployedAt: Instant,
      approval: Type.String({ format: 'uuid' }),
      approvedBy: Type.Array(Label),
      emergency: Type.Boolean(),
      missing: Type.Array(Label, { description: 'What the record did not say yet: only in an emergency.' }),
    },
    strict,
  ),
});
export type HotfixDeployed = EventOf<typeof HotfixDeployed>;

export const PostMortemWritten = defineEvent({
  type: 'PostMortemWritten',
  version: 1,
  topic,
  description: 'What happened, why, and what is done so that it does not happen again.',
  data: Type.Object(
    {
      summary: Text,
      actions: Type.Array(Text, { maxItems: 50 }),
      url: Type.Optional(Type.String({ maxLength: 500 })),
    },
    strict,
  ),
});
export type PostMortemWritten = EventOf<typeof PostMortemWritten>;

export const HotfixClosed = defineEvent({
  type: 'HotfixClosed',
  version: 1,
  topic,
  description: 'It is mended and everything that was due is done; or it turned out to be none.',
  data: Type.Object(
    { resolution: Type.Union([Type.Literal('fixed'), Type.Literal('cancelled')]), reason: Reason },
    strict,
  ),
});
export type HotfixClosed = EventOf<typeof HotfixClosed>;

export type HotfixEvent =
  | HotfixOpened
  | HotfixRecorded
  | HotfixSeverityChanged
  | HotfixCameDue
  | HotfixEscalated
  | HotfixDeployed
  | PostMortemWritten
  | HotfixClosed;
