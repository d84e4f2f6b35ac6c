import { Type } from '@sinclair/typebox';
import type { Static } from '@sinclair/typebox';

const Name = Type.Union([Type.String({ minLength: 1, maxLength: 200 }), Type.Integer()]);
const Amount = Type.Union([Type.Number(), Type.String({ maxLength: 40 })]);
const Text = Type.String({ maxLength: 500 });

/** The body of the four track routes, in the field names that other systems already send. */
export const TrackedEvent = Type.Object(
  {
    id: Type.Optional(Type.String({ minLength: 1, maxLength: 200 })),
    eventId: Type.Optional(Type.String({ minLength: 1, maxLength: 200 })),
    unit: Type.Optional(Name),
    userId: Type.Optional(Name),
    time: Type.Optional(Type.Union([Type.String({ maxLength: 40 }), Type.Number()])),
    timestamp: Type.Optional(Type.Union([Type.String({ maxLength: 40 }), Type.Number()])),
    sentAt: Type.Optional(Type.Union([Type.String({ maxLength: 40 }), Type.Number()])),
    value: Type.Optional(Amount),
    revenue: Type.Optional(Amount),
    price: Type.Optional(Amount),
    experiment: Type.Optional(Name),
    experimentId: Type.Optional(Name),
    variant: Type.Optional(Name),
    variantId: Type.Optional(Name),
    itemId: Type.Optional(Name),
    productId: Type.Optional(Name),
    orderId: Type.Optional(Name),
    sessionId: Type.Optional(Name),
    position: Type.Optional(Type.Integer({ minimum: 0, maximum: 1_000_000 })),
    quantity: Type.Optional(Type.Number({ minimum: 0 })),
    currency: Type.Optional(Text),
    pageType: Type.Optional(Text),
    source: Type.Optional(Text),
    metadata: Type.Optional(Type.Record(Type.String({ maxLength: 100 }), Type.Unknown())),
  },
  { additionalProperties: false },
);
export type TrackedEvent = Static<typeof TrackedEvent>;

const SAID_OTHERWISE = new Set([
  'id',
  'eventId',
  'unit',
  'userId',
  'time',
  'timestamp',
  'sentAt',
  'metadata',
]);
// The newer name of a field, under which it is kept.
const RENAMED: Readonly<Record<string, string>> = { experimentId: 'experiment', variantId: 'variant' };

/**
 * The same event as the batch route takes it: value from `value`, `revenue` or `price`, in this order; everything
 * else about it becomes attributes.
 * @param name the interaction of the route, e.g. `add_to_cart`
 */
export function asRawEvent(name: string, tracked: TrackedEvent): Record<string, unknown> {
  const id = tracked.id ?? tracked.eventId;
  const time = tracked.time ?? tracked.timestamp;
  const value = tracked.value ?? tracked.revenue ?? tracked.price;
  const attributes = attributesOf(tracked);
  return {
    type: name,
    ...(tracked.unit === undefined ? {} : { unit: String(tracked.unit) }),
    ...(tracked.userId === undefined ? {} : { userId: String(tracked.userId) }),
    ...(id === undefined ? {} : { id }),
    ...(time === undefined ? {} : { time }),
    ...(tracked.sentAt === undefined ? {} : { sentAt: tracked.sentAt }),
    ...(value === undefined ? {} : { value }),
    ...(Object.keys(attributes).length === 0 ? {} : { attributes }),
  };
}

function attributesOf(tracked: TrackedEvent): Record<string, unknown> {
  const own = Object.entries(tracked)
    .filter(([field]) => !SAID_OTHERWISE.has(field) && field !== 'value')
    .map(([field, value]) => [RENAMED[field] ?? field, value] as const);
  return { ...tracked.metadata, ...Object.fromEntries(own) };
}
