import type { TopicDefinition } from '@assay/contracts';
import { TOPICS } from '@assay/contracts';
import type { EventBus, LogRecord, PartitionEnds, Position } from '@assay/event-bus';
import type { Pool } from 'pg';
import { claims, topicsOf } from '../audit/audited-topics.js';
import { isSealed } from '../restore/published-events.js';

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
  readonly bus: Pick<EventBus, 'ends' | 'records'>;
}

/**
 * How many of the newest messages of a partition are looked at first. The relay publishes in the order of the store, so
 * the newest alone would do, were it not for messages that were put into a topic once more.
 */
const NEWEST = 100;
const FURTHER = 10;

/** A message of the log that is an event of the store. */
interface OwnEvent extends Position {
  readonly stream: string;
  readonly version: number;
}

const ownEvent = ({ topic, partition, offset, headers }: LogRecord): OwnEvent => ({
  ...{ topic, partition, offset },
  stream: headers['ce_subject'] ?? '',
  version: Number(headers['ce_streamversion']),
});

/** Its own topics, those in which events of it lie, and those it may share: an empty store does not know which. */
async function gatedTopics({ pool, service }: PublishedStore): Promise<readonly string[]> {
  const all: readonly TopicDefinition[] = Object.values(TOPICS);
  const shared = all.filter(({ sharedWith = [] }) => sharedWith.includes(service));
  const topics = [...(await topicsOf(pool, service)), ...shared];
  const decisions = topics.filter(({ kind }) => kind === 'decision');
  return [...new Set(decisions.map(({ name }) => name))];
}

/** Those of the newest messages that the store has written; further back where all of them are of others. */
async function newestOwn(
  { bus, service }: PublishedStore,
  topic: string,
  { partition, earliest, end }: PartitionEnds,
): Promise<readonly OwnEvent[]> {
  for (let until = end, size = NEWEST; until > earliest; size *= FURTHER) {
    const from = Math.max(earliest, until - size);
    const own: OwnEvent[] = [];
    for await (const page of bus.records({ topic, partition, from, until }))
      own.push(...page.filter((record) => claims(record, service) && isSealed(record)).map(ownEvent));
    if (own.length > 0) return own;
    until = from;
  }
  return [];
}

/** The newest events of the log that this store has written. */
async function newestEvents(store: PublishedStore): Promise<readonly OwnEvent[]> {
  const topics = await gatedTopics(store);
  const found = await Promise.all(
    topics.map(async (topic) => {
      const ends = await store.bus.ends(topic);
      return Promise.all(ends.map((one) => newestOwn(store, topic, one)));
    }),
  );
  return found.flat(2);
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
    newest.map(({ stream }) => stream),
    newest.map(({ version }) => version),
  ]);
  const [row] = rows;
  const found = row === undefined ? undefined : newest[row.index];
  if (row === undefined || found === undefined) return undefined;
  return { ...found, storedVersion: row.storedVersion };
}
