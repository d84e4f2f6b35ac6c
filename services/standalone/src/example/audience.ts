import type { ApiClient } from '../access/api-client.js';
import type { Assignment } from './answers.js';
import { EXAMPLE } from './experiment.js';
import { visitor } from './visitor.js';

/** What came of a group of visitors. */
export interface Visits {
  readonly assigned: Readonly<Record<string, number>>;
  readonly purchases: number;
}

type Event = Readonly<Record<string, unknown>>;

/** The gateway hears by the log of an experiment that has just been started: for a moment it does not know it. */
const NOT_HEARD_OF = 404;

/**
 * Lets visitors come: each is assigned, sees the variant, and does what such a visitor does; their events go out as
 * one batch, as a client application would send them.
 */
export async function letCome(client: ApiClient, first: number, count: number): Promise<Visits> {
  const numbers = Array.from({ length: count }, (_, index) => first + index);
  const visits = await Promise.all(numbers.map((number) => visit(client, number)));
  const events = visits.flatMap((one) => one.events);
  if (events.length > 0) await client.call('/api/v1/events', { method: 'POST', body: { events } });
  return {
    assigned: countByVariant(visits),
    purchases: events.filter(({ type }) => type === 'purchase').length,
  };
}

interface Visit {
  readonly variant: string | null;
  readonly events: readonly Event[];
}

async function visit(client: ApiClient, number: number): Promise<Visit> {
  const coming = visitor(number);
  const { unit } = coming;
  const body = { experiment: EXAMPLE.key, unit };
  const answer = await client.call<Assignment>('/api/v1/experiments/assign', {
    method: 'POST',
    body,
    passing: NOT_HEARD_OF,
  });
  const { variant, exposure } = answer;
  if (variant === null || exposure === undefined) return { variant, events: [] };
  const at = Date.now();
  // With an id and a time of their own, events that are sent twice count once.
  const stamp = (event: Event, order: number): Event => ({
    id: `${EXAMPLE.key}-${unit}-${String(order)}`,
    time: new Date(at + order).toISOString(),
    ...event,
  });
  const done = coming.actions(variant).map((action) => ({ unit, ...action }));
  return { variant, events: [exposure, ...done].map(stamp) };
}

function countByVariant(visits: readonly Visit[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { variant } of visits) if (variant !== null) counts[variant] = (counts[variant] ?? 0) + 1;
  return counts;
}
