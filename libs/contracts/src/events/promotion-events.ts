import type { Static } from '@sinclair/typebox';
import { Type } from '@sinclair/typebox';
import { TOPICS } from '../catalogue/topics.js';
import type { EventOf } from '../envelope/event-definition.js';
import { defineEvent } from '../envelope/event-definition.js';
import { Certificate, PromotionThresholds } from './promotion-certificate.js';
import { PromotionWatch, RollbackCertificate, WatchSettings } from './promotion-watch.js';
import { Approved, JsonObject, Key, Reason, Run } from './shared-schemas.js';
import { VariantSums } from './metrics-events.js';

const topic = TOPICS.promotions.name;
const strict = { additionalProperties: false };
const PromotionId = Type.String({ format: 'uuid' });
const PromotionType = Type.Union([Type.Literal('auto'), Type.Literal('manual'), Type.Literal('approved')], {
  description: 'auto: by the hourly check; manual: by a person; approved: after somebody else agreed.',
});

export const PromotionRequested = defineEvent({
  type: 'PromotionRequested',
  version: 1,
  topic,
  description: 'A winner is to be served to all; the owner of the experiment decides whether it still may.',
  data: Type.Object(
    {
      promotionId: PromotionId,
      experiment: Key,
      experimentVersion: Type.Integer({ minimum: 1 }),
      variant: Key,
      promotionType: PromotionType,
      onBehalfOf: Type.Optional(Type.String({ maxLength: 200 })),
      metadata: Type.Optional(JsonObject),
      approval: Type.Optional(Type.String({ format: 'uuid', description: 'The approval that it rests on.' })),
      watch: Type.Optional(PromotionWatch),
      request: Type.Optional(
        Type.String({
          pattern: '^[0-9a-f]{64}$',
          description: 'SHA-256 of what was asked for, where it came with an Idempotency-Key.',
        }),
      ),
      certificate: Certificate,
    },
    strict,
  ),
});
export type PromotionRequested = EventOf<typeof PromotionRequested>;

export const PromotionCompleted = defineEvent({
  type: 'PromotionCompleted',
  version: 1,
  topic,
  description: 'The experiment was concluded with the winner.',
  data: Type.Object({ promotionId: PromotionId, experiment: Key, variant: Key }, strict),
});
export type PromotionCompleted = EventOf<typeof PromotionCompleted>;

export const PromotionRefused = defineEvent({
  type: 'PromotionRefused',
  version: 1,
  topic,
  description:
    'The owner of the experiment refused, for instance because it has changed since the certificate.',
  data: Type.Object(
    { promotionId: PromotionId, experiment: Key, code: Type.String({ maxLength: 100 }), reason: Reason },
    strict,
  ),
});
export type PromotionRefused = EventOf<typeof PromotionRefused>;

export const PromotionRollbackRequested = defineEvent({
  type: 'PromotionRollbackRequested',
  version: 1,
  topic,
  description: 'Control is to be served to all again.',
  data: Type.Object(
    {
      promotionId: PromotionId,
      experiment: Key,
      reason: Reason,
      onBehalfOf: Type.Optional(Type.String({ maxLength: 200 })),
      ...Approved,
      metricsAtRollback: Type.Array(VariantSums),
      certificate: Type.Optional(RollbackCertificate),
    },
    strict,
  ),
});
export type PromotionRollbackRequested = EventOf<typeof PromotionRollbackRequested>;

export const PromotionRolledBack = defineEvent({
  type: 'PromotionRolledBack',
  version: 1,
  topic,
  description: 'The experiment serves control to all.',
  data: Type.Object({ promotionId: PromotionId, experiment: Key, variant: Key }, strict),
});
export type PromotionRolledBack = EventOf<typeof PromotionRolledBack>;

export const FixedHorizonLookTaken = defineEvent({
  type: 'FixedHorizonLookTaken',
  version: 1,
  topic,
  description: 'The one look that a fixed horizon allows, whatever it said.',
  data: Type.Object({ experiment: Key, run: Run, certificate: Certificate }, strict),
});
export type FixedHorizonLookTaken = EventOf<typeof FixedHorizonLookTaken>;

/** What differs for one experiment from what holds for the installation. */
export const PromotionSettings = Type.Object(
  {
    thresholds: Type.Optional(Type.Partial(PromotionThresholds)),
    requireManualApproval: Type.Optional(Type.Boolean()),
    autoPromotion: Type.Optional(
      Type.Boolean({ description: 'Whether the hourly check may promote it by itself.' }),
    ),
    watch: Type.Optional(Type.Partial(WatchSettings)),
  },
  strict,
);
export type PromotionSettings = Static<typeof PromotionSettings>;

export const PromotionSettingsChanged = defineEvent({
  type: 'PromotionSettingsChanged',
  version: 1,
  topic,
  description: 'What one experiment is held against, in place of what was said before.',
  data: Type.Object({ experiment: Key, settings: PromotionSettings, reason: Reason }, strict),
});
export type PromotionSettingsChanged = EventOf<typeof PromotionSettingsChanged>;

export type PromotionEvent =
  | PromotionRequested
  | PromotionCompleted
  | PromotionRefused
  | PromotionRollbackRequested
  | PromotionRolledBack
  | FixedHorizonLookTaken
  | PromotionSettingsChanged;
