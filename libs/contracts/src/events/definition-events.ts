import { Type } from '@sinclair/typebox';
import { TOPICS } from '../catalogue/topics.js';
import type { EventOf } from '../envelope/event-definition.js';
import { defineEvent } from '../envelope/event-definition.js';
import { RuleJson } from './experiment-parts.js';
import { Key, Reason } from './shared-schemas.js';

const topic = TOPICS.definitions.name;
const strict = { additionalProperties: false };
const Name = Type.String({ minLength: 1, maxLength: 200 });
const Salt = Type.String({ minLength: 1, maxLength: 100 });
const Percent = Type.Number({ minimum: 0, maximum: 100 });
const Hash = Type.String({ pattern: '^[0-9a-f]{64}$', description: 'SHA-256 of the content.' });
const Range = Type.Object(
  {
    from: Type.Integer({ minimum: 0, maximum: 9_999 }),
    to: Type.Integer({ minimum: 1, maximum: 10_000, description: 'Not included.' }),
  },
  strict,
);

export const LayerCreated = defineEvent({
  type: 'LayerCreated',
  version: 1,
  topic,
  description: 'A group of experiments that never share a unit.',
  data: Type.Object({ key: Key, name: Name, salt: Salt }, strict),
});
export type LayerCreated = EventOf<typeof LayerCreated>;

export const LayerSlotGiven = defineEvent({
  type: 'LayerSlotGiven',
  version: 1,
  topic,
  description: 'An experiment has these of the layer’s 10,000 buckets; nobody else’s part moves.',
  data: Type.Object(
    {
      experiment: Key,
      ranges: Type.Array(Range, { minItems: 1, maxItems: 1_000 }),
      reason: Type.Optional(Reason),
    },
    strict,
  ),
});
export type LayerSlotGiven = EventOf<typeof LayerSlotGiven>;

export const LayerSlotReleased = defineEvent({
  type: 'LayerSlotReleased',
  version: 1,
  topic,
  description: 'The buckets of an experiment that is over may be given to another one.',
  data: Type.Object({ experiment: Key, reason: Type.Optional(Reason) }, strict),
});
export type LayerSlotReleased = EventOf<typeof LayerSlotReleased>;

export const HoldoutCreated = defineEvent({
  type: 'HoldoutCreated',
  version: 1,
  topic,
  description: 'A share of the units that gets control: in every experiment, or in those that name it.',
  data: Type.Object(
    {
      key: Key,
      name: Name,
      scope: Type.Union([Type.Literal('global'), Type.Literal('group')]),
      percent: Percent,
      salt: Salt,
    },
    strict,
  ),
});
export type HoldoutCreated = EventOf<typeof HoldoutCreated>;

export const HoldoutChanged = defineEvent({
  type: 'HoldoutChanged',
  version: 1,
  topic,
  description: 'Another share is held out; a larger one keeps those who were.',
  data: Type.Object({ percent: Percent, reason: Reason }, strict),
});
export type HoldoutChanged = EventOf<typeof HoldoutChanged>;

export const HoldoutEnded = defineEvent({
  type: 'HoldoutEnded',
  version: 1,
  topic,
  description: 'Nobody is held out any more.',
  data: Type.Object({ reason: Reason }, strict),
});
export type HoldoutEnded = EventOf<typeof HoldoutEnded>;

export const SegmentRuleDefined = defineEvent({
  type: 'SegmentRuleDefined',
  version: 1,
  topic,
  description: 'Who belongs to a segment, by a rule; in place of what it was before.',
  data: Type.Object({ key: Key, name: Name, hash: Hash, rule: RuleJson }, strict),
});
export type SegmentRuleDefined = EventOf<typeof SegmentRuleDefined>;

export const SegmentListDefined = defineEvent({
  type: 'SegmentListDefined',
  version: 1,
  topic,
  description: 'Who belongs to a segment, by a list that is fetched by its hash; no member is named here.',
  data: Type.Object(
    {
      key: Key,
      name: Name,
      hash: Hash,
      size: Type.Integer({ minimum: 0, maximum: 1_000_000 }),
      attribute: Type.Optional(
        Type.String({ minLength: 1, maxLength: 200, description: 'What is looked up; absent: the unit.' }),
      ),
    },
    strict,
  ),
});
export type SegmentListDefined = EventOf<typeof SegmentListDefined>;

export type LayerEvent = LayerCreated | LayerSlotGiven | LayerSlotReleased;
export type HoldoutEvent = HoldoutCreated | HoldoutChanged | HoldoutEnded;
export type SegmentEvent = SegmentRuleDefined | SegmentListDefined;
/** What experiments refer to. */
export type DefinitionEvent = LayerEvent | HoldoutEvent | SegmentEvent;
