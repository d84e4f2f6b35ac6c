import type { Static } from '@sinclair/typebox';
import { Type } from '@sinclair/typebox';
import { Key } from './shared-schemas.js';

const strict = { additionalProperties: false };
const Hours = Type.Number({ exclusiveMinimum: 0, maximum: 87_600 });
const Decimal = Type.String({ pattern: '^-?[0-9]{1,9}(\\.[0-9]{1,6})?$' });
export const EventName = Type.String({
  minLength: 1,
  maxLength: 100,
  description: 'Name of the interaction that is counted.',
});
export const AttributePath = Type.String({
  pattern: '^[^.]+(\\.[^.]+)*$',
  maxLength: 200,
  description: 'Attribute of the event; a dot goes one object deeper.',
});
const Scalar = Type.Union([Type.String({ maxLength: 500 }), Type.Number(), Type.Boolean()]);

/** One condition on an attribute of an event; an attribute that is missing or of another type fails it. */
export const AttributeCondition = Type.Union([
  Type.Object(
    {
      attribute: AttributePath,
      operator: Type.Union([Type.Literal('equals'), Type.Literal('not_equals')]),
      value: Scalar,
    },
    strict,
  ),
  Type.Object(
    {
      attribute: AttributePath,
      operator: Type.Union([Type.Literal('in'), Type.Literal('not_in')]),
      value: Type.Array(Scalar, { minItems: 1, maxItems: 100 }),
    },
    strict,
  ),
  Type.Object(
    {
      attribute: AttributePath,
      operator: Type.Union([
        Type.Literal('less'),
        Type.Literal('at_most'),
        Type.Literal('more'),
        Type.Literal('at_least'),
      ]),
      value: Type.Number(),
    },
    strict,
  ),
  Type.Object({ attribute: AttributePath, operator: Type.Literal('exists') }, strict),
]);
export type AttributeCondition = Static<typeof AttributeCondition>;

/** Which events of a name count: those that meet every condition, with a value in the range (both ends included). */
export const EventFilter = Type.Object(
  {
    attributes: Type.Optional(Type.Array(AttributeCondition, { maxItems: 20 })),
    minValue: Type.Optional(Decimal),
    maxValue: Type.Optional(Decimal),
  },
  strict,
);
export type EventFilter = Static<typeof EventFilter>;

const Measure = Type.Union([Type.Literal('value'), Type.Literal('count')], {
  description: 'What is added up per unit: the values of the events, or one for each event.',
});

export const METRIC_TYPES = ['proportion', 'mean', 'count', 'ratio', 'quantile', 'retention'] as const;
export type MetricType = (typeof METRIC_TYPES)[number];

const Cap = Type.Union(
  [
    Type.Object({ value: Decimal }, strict),
    Type.Object({ percentile: Type.Number({ exclusiveMinimum: 0.5, exclusiveMaximum: 1 }) }, strict),
  ],
  {
    description:
      'Winsorising: sums per unit above it count as this much; of a ratio, those of the numerator. A percentile ' +
      'applies once it is frozen.',
  },
);

/** What is measured of each unit, frozen into the experiment that uses it. */
export const MetricSpec = Type.Object(
  {
    key: Key,
    type: Type.Union(
      METRIC_TYPES.map((type) => Type.Literal(type)),
      {
        description:
          'proportion: units with at least one event; mean: sum of the event values per unit; count: events per ' +
          'unit; ratio: sum over units of the event over that of the denominator; quantile: of the sums per unit; ' +
          'retention: units with an event on day N since first exposure.',
      },
    ),
    event: EventName,
    direction: Type.Union([Type.Literal('increase'), Type.Literal('decrease')], {
      description: 'Which way is good.',
    }),
    windowHours: Type.Union([Hours, Type.Null()], {
      description: 'Attribution window from first exposure (after the delay); null: no end.',
    }),
    delayHours: Type.Optional(
      Type.Number({
        minimum: 0,
        maximum: 87_600,
        description: 'Conversion delay: the window begins this long after first exposure.',
      }),
    ),
    where: Type.Optional(EventFilter),
    measure: Type.Optional(Measure),
    denominator: Type.Optional(
      Type.Object(
        {
          event: EventName,
          where: Type.Optional(EventFilter),
          measure: Type.Optional(Measure),
          cap: Type.Optional(Cap),
        },
        strict,
      ),
    ),
    quantile: Type.Optional(
      Type.Number({
        exclusiveMinimum: 0,
        exclusiveMaximum: 1,
        description: 'Which quantile; 0.5 by default.',
      }),
    ),
    breakdowns: Type.Optional(
      Type.Array(AttributePath, {
        minItems: 1,
        maxItems: 3,
        uniqueItems: true,
        description:
          'Dimensions by whose values a quantile is broken down; its units are counted by bucket for each of their ' +
          'values. Other metrics are broken down by all dimensions.',
      }),
    ),
    day: Type.Optional(
      Type.Integer({
        minimum: 0,
        maximum: 3650,
        description: 'Day N of retention, day 0 is the first 24 h.',
      }),
    ),
    cap: Type.Optional(Cap),
    cuped: Type.Optional(
      Type.Union(
        [
          Type.Object({ preDays: Type.Integer({ minimum: 1, maximum: 365 }) }, strict),
          Type.Object({ attribute: AttributePath }, strict),
        ],
        {
          description:
            'Variance reduction by the same measure before first exposure, or by a number among the attributes of ' +
            'the first exposure.',
        },
      ),
    ),
    minimumDetectableEffect: Type.Optional(
      Type.Number({
        exclusiveMinimum: 0,
        description: 'Relative change that the experiment is planned for.',
      }),
    ),
    guardrail: Type.Optional(
      Type.Object(
        {
          threshold: Type.Optional(
            Type.Number({
              description: 'Breached when the metric of a variant is beyond it on the bad side.',
            }),
          ),
          maxHarm: Type.Optional(
            Type.Number({ minimum: 0, description: 'Relative harm against control that is still accepted.' }),
          ),
        },
        strict,
      ),
    ),
  },
  strict,
);
export type MetricSpec = Static<typeof MetricSpec>;
