import type { DeliveredEvent, EventBus, Position } from '@assay/event-bus';
import type { Pool } from 'pg';
import { topicsOf, writtenBy } from '../audit/audited-topics.js';

/** An event of this store that lies in the log and not in the store. */
export interface MissingEvent extends Position {
  readonly stream: string;
  readonly version: number;
  /** The last version of its stream that the store has. */
  readonly storedVersion: number;
}

/** A service, its store, and the log that its events were published to. */
export interface PublishedStore {
  readonly service: string;
  readonly pool: Pool;
  readonly bus: Pick<EventBus, 'ends' | 'read'>;
}

/**
 * How many of the newest messages of a partition are looked at. The relay publishes in the order of the store, so the
 * newest alone would do, were it not for messages that were put into a topic once more.
 */
const NEWEST = 100;

async function newestOf({ pool, bus, service }: PublishedStore): Promise<readonly Position[]> {
  const topics = (await topicsOf(pool, service)).filter(({ kind }) => kind === 'decision');
  const places = await Promise.all(
    topics.map(async ({ name: topic }) =>
      (await bus.ends(topic)).flatMap(({ partition, earliest, end }) =>
        end > earliest ? [{ topic, partition, offset: Math.max(earliest, end - NEWEST) }] : [],
      ),
    ),
  );
  return places.flat();
}

/** The newest events of the log that this store has written. */
async function newestEvents(store: PublishedStore): Promise<readonly DeliveredEvent[]> {
  const from = await newestOf(store);
  if (from.length === 0) return [];
  const own: DeliveredEvent[] = [];
  const reading = await store.bus.read({
    name: `${store.service}.store-gate`,
    topics: [...new Set(from.map(({ topic }) => topic))],
    from,
    handle: ({ topic, events }) => {
      own.push(...events.filter(({ event }) => writtenBy(store.service, { topic, source: event.source })));
      return Promise.resolve();
    },
  });
  try {
    await reading.caughtUp;
  } finally {
    await reading.stop();
  }
  return own.filter(({ event }) => event.assayhash !== undefined);
}

// A version that its stream has not come to yet: another event under a version that the store does have is no sign of
// a store from before, but damage, which verification names.
const MISSING = `
  SELECT n.ordinal::int - 1 AS index, coalesce(s.version, 0) AS "storedVersion"
  FROM unnest($1::text[], $2::int[]) WITH ORDINALITY AS n(stream, version, ordinal)
  LEFT JOIN streams s ON s.id = n.stream
  WHERE n.version > coalesce(s.version, 0) ORDER BY n.ordinal LIMIT 1`;

/** An event that shows that a store stands behind its own log: it was restored from before, or lost. */
export async function findMissing(store: PublishedStore): Promise<MissingEvent | undefined> {
  const newest = await newestEvents(store);
  if (newest.length === 0) return undefined;
  const { rows } = await store.pool.query<{ index: number; storedVersion: number }>(MISSING, [
    newest.map(({ event }) => event.subject),
    newest.map(({ event }) => event.streamversion),
  ]);
  const [row] = rows;
  const found = row === undefined ? undefined : newest[row.index];
  if (row === undefined || found === undefined) return undefined;
  const { topic, partition, offset, event } = found;
  const { storedVersion } = row;
  return {
    topic,
    partition,
    offset,
    stream: event.subject,
    version: event.streamversion ?? 0,
    storedVersion,
  };
}
