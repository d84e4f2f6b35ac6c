import type { EventEnvelope } from '@assay/contracts';
import { hashOfEvent } from '@assay/contracts';
import type { PoolClient } from 'pg';
import { RestoreRefusedError } from '../errors/index.js';
import type { StreamEnd } from '../store/seal.js';

/** An event that the log has and the store has not. */
export interface PublishedEvent {
  readonly place: string;
  readonly stream: string;
  readonly version: number;
  readonly id: string;
  readonly type: string;
  readonly envelope: string;
  readonly takenAt: Date;
}

const PAGE = 1_000;

// In the order in which the log took them. Within a partition that is the order of offsets, so no stream is turned round.
const MISSING = `
  DECLARE missing NO SCROLL CURSOR FOR
  SELECT p.topic || '[' || p.partition || ']:' || p."offset" AS place, p.stream, p.version, p.id, p.type, p.envelope,
    p.taken_at AS "takenAt"
  FROM (SELECT DISTINCT ON (id) * FROM published_events ORDER BY id, topic, partition, "offset") p
  WHERE NOT EXISTS (SELECT 1 FROM events e WHERE e.id = p.id)
  ORDER BY p.taken_at, p.topic, p.partition, p."offset"`;

/** The events that a store lacks, page by page. */
export async function* missingEvents(client: PoolClient): AsyncGenerator<readonly PublishedEvent[]> {
  await client.query('ANALYZE published_events');
  await client.query(MISSING);
  for (;;) {
    const { rows } = await client.query<PublishedEvent>(`FETCH ${String(PAGE)} FROM missing`);
    if (rows.length > 0) yield rows;
    if (rows.length < PAGE) break;
  }
  await client.query('CLOSE missing');
}

const NOT_AS_WRITTEN = 'Bring the topic back from its archive, or restore the store from a backup';

/**
 * The stream's end after an event.
 * @throws RestoreRefusedError where it does not follow the end before, or is not as it was sealed
 */
function follow({ place, stream, version, envelope }: PublishedEvent, end: StreamEnd): StreamEnd {
  const event = JSON.parse(envelope) as EventEnvelope;
  const at = { place, stream, version };
  const named = `version ${String(version)} of ${stream} at ${place}`;
  if (version <= end.version)
    throw new RestoreRefusedError(
      'STORE_DIVERGED',
      `the store has another event than ${named}: it was written to after it had been put back. Put back a backup ` +
        `from before that, and restore again`,
      at,
    );
  if (version !== end.version + 1)
    throw new RestoreRefusedError(
      'CHAIN_BROKEN',
      `${named} follows version ${String(end.version)}: what lies between is gone from the log. ${NOT_AS_WRITTEN}`,
      at,
    );
  if (event.assayhash !== hashOfEvent(event))
    throw new RestoreRefusedError('EVENT_ALTERED', `${named} is not what was hashed. ${NOT_AS_WRITTEN}`, at);
  if ((event.assayprev ?? '') !== end.hash)
    throw new RestoreRefusedError(
      'CHAIN_BROKEN',
      `${named} does not follow the event before it. ${NOT_AS_WRITTEN}`,
      at,
    );
  return { version, hash: event.assayhash };
}

async function endsOf(
  client: PoolClient,
  events: readonly PublishedEvent[],
): Promise<Map<string, StreamEnd>> {
  const { rows } = await client.query<StreamEnd & { readonly id: string }>(
    'SELECT id, version, hash FROM streams WHERE id = ANY($1::text[])',
    [[...new Set(events.map(({ stream }) => stream))]],
  );
  return new Map(rows.map(({ id, version, hash }) => [id, { version, hash }]));
}

const NO_EVENT: StreamEnd = { version: 0, hash: '' };

/**
 * Writes a page of events behind what the store has.
 * @param position of the first one
 * @throws RestoreRefusedError before anything of the page is written
 */
export async function bringIn(
  client: PoolClient,
  position: number,
  events: readonly PublishedEvent[],
): Promise<void> {
  const ends = await endsOf(client, events);
  for (const event of events) ends.set(event.stream, follow(event, ends.get(event.stream) ?? NO_EVENT));
  await client.query(
    `INSERT INTO events (position, stream, version, id, type, envelope, recorded_at)
     SELECT $1::bigint + e.ordinal - 1, e.stream, e.version, e.id, e.type, e.envelope::json, e.recorded_at
     FROM unnest($2::text[], $3::int[], $4::uuid[], $5::text[], $6::text[], $7::timestamptz[])
       WITH ORDINALITY AS e(stream, version, id, type, envelope, recorded_at, ordinal)`,
    [
      position,
      events.map(({ stream }) => stream),
      events.map(({ version }) => version),
      events.map(({ id }) => id),
      events.map(({ type }) => type),
      events.map(({ envelope }) => envelope),
      events.map(({ takenAt }) => takenAt),
    ],
  );
  const changed = [...new Set(events.map(({ stream }) => stream))];
  await client.query(
    `INSERT INTO streams (id, version, hash)
     SELECT * FROM unnest($1::text[], $2::int[], $3::text[]) AS s(id, version, hash)
     ON CONFLICT (id) DO UPDATE SET version = excluded.version, hash = excluded.hash`,
    [
      changed,
      changed.map((stream) => ends.get(stream)?.version),
      changed.map((stream) => ends.get(stream)?.hash),
    ],
  );
}
