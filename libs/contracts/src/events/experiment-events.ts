import { Type } from '@sinclair/typebox';
import { TOPICS } from '../catalogue/topics.js';
import type { EventOf } from '../envelope/event-definition.js';
import { defineEvent } from '../envelope/event-definition.js';
import { BanditSettings } from './bandit-events.js';
import { Guardrail, Hashing, Prerequisite, RuleJson } from './experiment-parts.js';
import { metricFromName } from './metric-from-name.js';
import { MetricSpec } from './metric-spec.js';
import { Instant, Key, Phase, Reason, Revision, Run, VariantConfig } from './shared-schemas.js';

const topic = TOPICS.experiments.name;
const strict = { additionalProperties: false };
const Weight = Type.Number({ exclusiveMinimum: 0, description: 'Relative to the other variants.' });
const Percent = Type.Number({ minimum: 0, maximum: 100 });

/** Everything that an experiment is; what is optional here came later, and older experiments do without. */
const Design = Type.Object(
  {
    key: Key,
    number: Type.Integer({ minimum: 1 }),
    name: Type.String({ minLength: 1, maxLength: 200 }),
    hypothesis: Type.String({ maxLength: 2000 }),
    experimentType: Type.Union([
      Type.Literal('ab_test'),
      Type.Literal('multivariate'),
      Type.Literal('bandit'),
    ]),
    origin: Type.Union([Type.Literal('assigned'), Type.Literal('imported')], {
      description: 'assigned: by the gateway; imported: elsewhere, its exposures are sent in.',
    }),
    target: Type.Optional(Type.String({ maxLength: 100 })),
    unitType: Type.String({ minLength: 1, maxLength: 50 }),
    trafficAllocation: Percent,
    primaryMetric: Type.Union([MetricSpec, Type.Null()]),
    secondaryMetrics: Type.Array(MetricSpec, { maxItems: 50 }),
    plannedUnits: Type.Union([Type.Integer({ minimum: 1 }), Type.Null()]),
    minimumSampleSize: Type.Optional(
      Type.Integer({ minimum: 1, description: 'Units per variant below which nothing is decided.' }),
    ),
    guardrails: Type.Optional(Type.Array(Guardrail, { maxItems: 20 })),
    targeting: Type.Optional(RuleJson),
    layer: Type.Optional(Key),
    holdouts: Type.Optional(
      Type.Array(Key, { maxItems: 20, description: 'Group holdouts it takes part in.' }),
    ),
    prerequisites: Type.Optional(Type.Array(Prerequisite, { maxItems: 20 })),
    hashing: Type.Optional(Hashing),
    bandit: Type.Optional(BanditSettings),
    owner: Type.Optional(Type.String({ minLength: 1, maxLength: 200 })),
    tags: Type.Optional(Type.Array(Type.String({ minLength: 1, maxLength: 50 }), { maxItems: 20 })),
    requireChecklist: Type.Optional(Type.Boolean({ description: 'The checklist is a gate, not advice.' })),
    requireManualApproval: Type.Optional(
      Type.Boolean({ description: 'Nobody is promoted before somebody else has approved.' }),
    ),
    clonedFrom: Type.Optional(Key),
  },
  strict,
);

export const ExperimentCreated = defineEvent({
  type: 'ExperimentCreated',
  version: 2,
  topic,
  description: 'An experiment was drafted.',
  data: Design,
  upcasters: {
    // Version 1 named its primary metric (`add_to_cart_rate`) instead of defining it, and knew no imports.
    1: ({ primaryMetric, ...rest }) => ({
      origin: 'assigned',
      secondaryMetrics: [],
      plannedUnits: null,
      ...rest,
      primaryMetric: typeof primaryMetric === 'string' ? metricFromName(primaryMetric) : null,
    }),
  },
});
export type ExperimentCreated = EventOf<typeof ExperimentCreated>;

export const ExperimentEdited = defineEvent({
  type: 'ExperimentEdited',
  version: 1,
  topic,
  description: 'A draft was edited: the whole design as it is now, in place of the one before.',
  data: Type.Object({ design: Design, reason: Type.Optional(Reason) }, strict),
});
export type ExperimentEdited = EventOf<typeof ExperimentEdited>;

const Variant = Type.Object(
  {
    key: Key,
    name: Type.String({ minLength: 1, maxLength: 200 }),
    isControl: Type.Boolean(),
    weight: Weight,
    config: VariantConfig,
  },
  strict,
);

export const VariantAdded = defineEvent({
  type: 'VariantAdded',
  version: 1,
  topic,
  description: 'A variant was added to a draft.',
  data: Variant,
});
export type VariantAdded = EventOf<typeof VariantAdded>;

export const VariantChanged = defineEvent({
  type: 'VariantChanged',
  version: 1,
  topic,
  description: 'A variant of a draft was changed: all of it as it is now.',
  data: Variant,
});
export type VariantChanged = EventOf<typeof VariantChanged>;

export const VariantRemoved = defineEvent({
  type: 'VariantRemoved',
  version: 1,
  topic,
  description: 'A variant of a draft was removed.',
  data: Type.Object({ key: Key }, strict),
});
export type VariantRemoved = EventOf<typeof VariantRemoved>;

export const ExperimentStarted = defineEvent({
  type: 'ExperimentStarted',
  version: 1,
  topic,
  description: 'A run began: units are assigned with this run’s salt.',
  data: Type.Object(
    {
      run: Run,
      phase: Phase,
      revision: Revision,
      salt: Type.String({ minLength: 1, maxLength: 100 }),
      startedAt: Type.String({
        format: 'date-time',
        description: 'For an imported experiment: in the past.',
      }),
      bucketVersion: Type.Optional(
        Type.Integer({ minimum: 1, description: 'Raised when units were re-randomised on purpose.' }),
      ),
      reason: Type.Optional(Reason),
    },
    strict,
  ),
});
export type ExperimentStarted = EventOf<typeof ExperimentStarted>;

export const ExperimentPaused = defineEvent({
  type: 'ExperimentPaused',
  version: 1,
  topic,
  description: 'Control is served to all until it is resumed.',
  data: Type.Object(
    {
      run: Run,
      reason: Reason,
      alert: Type.Optional(
        Type.String({ format: 'uuid', description: 'The alert on a guardrail that asked for it.' }),
      ),
    },
    strict,
  ),
});
export type ExperimentPaused = EventOf<typeof ExperimentPaused>;

export const ExperimentResumed = defineEvent({
  type: 'ExperimentResumed',
  version: 1,
  topic,
  description: 'Units are assigned again, in the same run.',
  data: Type.Object({ run: Run, reason: Type.Optional(Reason) }, strict),
});
export type ExperimentResumed = EventOf<typeof ExperimentResumed>;

export const AllocationChanged = defineEvent({
  type: 'AllocationChanged',
  version: 1,
  topic,
  description: 'Another share of the traffic takes part; a new phase begins.',
  data: Type.Object(
    {
      run: Run,
      phase: Phase,
      revision: Revision,
      trafficAllocation: Percent,
      reason: Type.Optional(Reason),
      rampStep: Type.Optional(
        Type.Integer({
          minimum: 1,
          description: 'The step of its schedule that this is; those before it are over.',
        }),
      ),
    },
    strict,
  ),
});
export type AllocationChanged = EventOf<typeof AllocationChanged>;

export const WeightsChanged = defineEvent({
  type: 'WeightsChanged',
  version: 1,
  topic,
  description: 'New units are split differently; nobody already assigned moves; a new phase begins.',
  data: Type.Object(
    {
      run: Run,
      phase: Phase,
      revision: Revision,
      weights: Type.Record(Key, Weight),
      reason: Type.Optional(Reason),
    },
    strict,
  ),
});
export type WeightsChanged = EventOf<typeof WeightsChanged>;

export const ExperimentConcluded = defineEvent({
  type: 'ExperimentConcluded',
  version: 1,
  topic,
  description: 'The run ended; the winner, or control where there is none, is served to all.',
  data: Type.Object(
    {
      run: Type.Union([Run, Type.Null()]),
      winner: Type.Union([Key, Type.Null()]),
      reason: Reason,
      concludedAt: Instant,
      promotionId: Type.Optional(
        Type.String({ format: 'uuid', description: 'The promotion that asked for it.' }),
      ),
    },
    strict,
  ),
});
export type ExperimentConcluded = EventOf<typeof ExperimentConcluded>;

export const ExperimentReopened = defineEvent({
  type: 'ExperimentReopened',
  version: 1,
  topic,
  description:
    'A promotion was rolled back, or somebody opened it again: control to all, without randomisation, until a new run is started.',
  data: Type.Object({ reason: Reason, promotionId: Type.Optional(Type.String({ format: 'uuid' })) }, strict),
});
export type ExperimentReopened = EventOf<typeof ExperimentReopened>;

export const ExperimentArchived = defineEvent({
  type: 'ExperimentArchived',
  version: 1,
  topic,
  description: 'It is over for good: kept for reading, never to run again.',
  data: Type.Object({ reason: Reason }, strict),
});
export type ExperimentArchived = EventOf<typeof ExperimentArchived>;

/** What changes an experiment itself. */
export type ExperimentEvent =
  | ExperimentCreated
  | ExperimentEdited
  | VariantAdded
  | VariantChanged
  | VariantRemoved
  | ExperimentStarted
  | ExperimentPaused
  | ExperimentResumed
  | AllocationChanged
  | WeightsChanged
  | ExperimentConcluded
  | ExperimentReopened
  | ExperimentArchived;
