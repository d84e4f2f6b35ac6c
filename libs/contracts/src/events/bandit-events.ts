import type { Static } from '@sinclair/typebox';
import { Type } from '@sinclair/typebox';
import { TOPICS } from '../catalogue/topics.js';
import type { EventOf } from '../envelope/event-definition.js';
import { defineEvent } from '../envelope/event-definition.js';
import { Seal } from '../certificates/certificate-parts.js';
import { LogPosition, MetricSums } from './metrics-events.js';
import { MetricSpec } from './metric-spec.js';
import { Instant, Key, Phase, Revision, Run } from './shared-schemas.js';

const strict = { additionalProperties: false };
const BanditPolicy = Type.Union(
  (['thompson', 'top-two', 'ucb1', 'epsilon-greedy'] as const).map((policy) => Type.Literal(policy)),
  { description: 'How weights follow from results.' },
);
const Floor = Type.Number({
  minimum: 0.0005,
  maximum: 0.5,
  description: 'Least weight of an arm, however badly it does.',
});
const Epsilon = Type.Number({
  minimum: 0,
  maximum: 1,
  description: 'Of epsilon-greedy: what all arms share.',
});

/** How the weights of a bandit follow its results; what is left out has a default. */
export const BanditSettings = Type.Object(
  {
    policy: Type.Optional(BanditPolicy),
    floor: Type.Optional(Floor),
    epsilon: Type.Optional(Epsilon),
    intervalSeconds: Type.Optional(
      Type.Integer({ minimum: 5, maximum: 604_800, description: 'Least time between two changes.' }),
    ),
    burnInUnits: Type.Optional(
      Type.Integer({
        minimum: 2,
        maximum: 1_000_000,
        description: 'Units that every arm needs before weights change.',
      }),
    ),
  },
  strict,
);
export type BanditSettings = Static<typeof BanditSettings>;

/** What was known of an arm in one phase of the run. */
const BanditInput = Type.Object({ variant: Key, phase: Phase, sums: MetricSums }, strict);

export const BanditWeightsUpdated = defineEvent({
  type: 'BanditWeightsUpdated',
  version: 1,
  topic: TOPICS.experiments.name,
  description:
    'New units are split as results say, within the same phase; nobody already assigned moves. The weights follow from the inputs in this event alone, without chance: computing them again gives the same bytes. The data are their own certificate.',
  data: Type.Object(
    {
      run: Run,
      update: Type.Integer({ minimum: 1, description: 'Which update of the run.' }),
      revision: Revision,
      policy: BanditPolicy,
      floor: Floor,
      epsilon: Type.Optional(Epsilon),
      metric: MetricSpec,
      arms: Type.Array(Key, {
        minItems: 2,
        maxItems: 50,
        description: 'In the order in which they compete.',
      }),
      inputs: Type.Array(BanditInput),
      weights: Type.Record(Key, Type.Number({ exclusiveMinimum: 0, maximum: 1 })),
      snapshot: Type.String({ format: 'uuid', description: 'Id of the metrics snapshot it rests on.' }),
      completeTo: Type.Union([Instant, Type.Null()]),
      offsets: Type.Optional(Type.Array(LogPosition, { description: 'What the snapshot covers.' })),
      ...Type.Partial(Type.Object(Seal)).properties,
    },
    strict,
  ),
});
export type BanditWeightsUpdated = EventOf<typeof BanditWeightsUpdated>;
