import { Type } from '@sinclair/typebox';
import { TOPICS } from '../catalogue/topics.js';
import type { EventOf } from '../envelope/event-definition.js';
import { defineEvent } from '../envelope/event-definition.js';

const topic = TOPICS.notifications.name;
const strict = { additionalProperties: false };

export const CHANNEL_KINDS = ['slack', 'pagerduty', 'email', 'webhook'] as const;
export type ChannelKind = (typeof CHANNEL_KINDS)[number];

const Names = Type.Array(Type.String({ minLength: 1, maxLength: 100 }), { maxItems: 100 });

export const NotificationChannelSet = defineEvent({
  type: 'NotificationChannelSet',
  version: 1,
  topic,
  description: 'Messages of these levels and kinds go to this channel from now on.',
  data: Type.Object(
    {
      kind: Type.Union(CHANNEL_KINDS.map((kind) => Type.Literal(kind))),
      enabled: Type.Boolean(),
      levels: Names,
      kinds: Type.Intersect([Names], { description: 'None: everything.' }),
      target: Type.String({
        pattern: '^[A-Za-z0-9+/]+={0,2}$',
        maxLength: 100_000,
        description: 'Where it leads: encrypted with the key of the installation, in Base64.',
      }),
    },
    strict,
  ),
});
export type NotificationChannelSet = EventOf<typeof NotificationChannelSet>;

export const NotificationChannelRemoved = defineEvent({
  type: 'NotificationChannelRemoved',
  version: 1,
  topic,
  description: 'No message goes to this channel any more.',
  data: Type.Object({}, strict),
});
export type NotificationChannelRemoved = EventOf<typeof NotificationChannelRemoved>;

export type NotificationChannelEvent = NotificationChannelSet | NotificationChannelRemoved;
