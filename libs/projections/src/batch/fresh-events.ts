import { messageKey } from '@assay/contracts';
import type { DeliveredEvent } from '@assay/event-bus';
import type { PoolClient } from 'pg';
import type { ProjectionDefinition } from '../definition.js';
import { duplicatesOf } from './duplicates.js';
import type { EventIdentity } from './new-events.js';
import { newEvents } from './new-events.js';
import { unseenOfLate } from './recent-events.js';
import type { StreamProgress } from './sequence-streams.js';
import { sequenceStreams } from './sequence-streams.js';

/** What of a batch is new to these tables, remembered in the same transaction. One or two statements. */
export type FreshEvents = (
  client: PoolClient,
  events: readonly DeliveredEvent[],
) => Promise<readonly DeliveredEvent[]>;

/** In the order of ids, so that two partitions that share some never wait for each other crosswise. */
const unseen: FreshEvents = async (client, events) => {
  if (events.length === 0) return events;
  const { rows } = await client.query<EventIdentity>(
    `INSERT INTO runtime_seen_events (id, key)
     SELECT id, key FROM unnest($1::uuid[], $2::text[]) AS arrived(id, key) ORDER BY id, key
     ON CONFLICT DO NOTHING RETURNING id, key`,
    [events.map(({ event }) => event.id), events.map(({ event }) => messageKey(event))],
  );
  return newEvents(events, rows);
};

const nextOfStreams: FreshEvents = async (client, events) => {
  if (events.length === 0) return events;
  const streams = [...new Set(events.map(({ event }) => event.subject))];
  const { rows } = await client.query<StreamProgress & { stream: string }>(
    'SELECT stream, version, quarantined FROM runtime_stream_versions WHERE stream = ANY($1::text[])',
    [streams],
  );
  const sequenced = sequenceStreams(events, new Map(rows.map((row) => [row.stream, row])));
  if (sequenced.changed.size > 0) await storeProgress(client, sequenced.changed);
  return sequenced.events;
};

async function storeProgress(
  client: PoolClient,
  changed: ReadonlyMap<string, StreamProgress>,
): Promise<void> {
  const progress = [...changed.values()];
  await client.query(
    `INSERT INTO runtime_stream_versions (stream, version, quarantined)
     SELECT * FROM unnest($1::text[], $2::int[], $3::text[])
     ON CONFLICT (stream) DO UPDATE SET version = excluded.version, quarantined = excluded.quarantined`,
    [
      [...changed.keys()],
      progress.map(({ version }) => version),
      progress.map(({ quarantined }) => quarantined),
    ],
  );
}

/**
 * What is new of a batch, as its topic has it. Stream order is checked over all events of a stream, also those the
 * projection does not handle, or each of them would look like a gap.
 */
export function freshEvents({
  duplicates,
  handles,
}: Pick<ProjectionDefinition, 'duplicates' | 'handles'>): FreshEvents {
  const handled = new Set(handles);
  const ofInterest = (events: readonly DeliveredEvent[]): readonly DeliveredEvent[] =>
    events.filter(({ event }) => handled.has(event.type));
  return async (client, events) => {
    const [first] = events;
    if (first === undefined) return events;
    const way = duplicatesOf({ duplicates }, first.topic);
    if (typeof way !== 'string') return unseenOfLate(client, ofInterest(events), way.withinMs);
    switch (way) {
      case 'by-id':
        return unseen(client, ofInterest(events));
      case 'by-stream':
        return ofInterest(await nextOfStreams(client, events));
      case 'by-model':
        return ofInterest(events);
    }
  };
}
