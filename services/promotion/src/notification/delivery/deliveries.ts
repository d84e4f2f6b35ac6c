import { inTransaction } from '@assay/event-store';
import { derivedId } from '@assay/contracts';
import type { Pool } from 'pg';
import type { Message } from '../message/message.js';
import type { Delivery, DeliveryStatus, DeliveryView, Settled } from './delivery.js';

interface Row extends Delivery {
  readonly status: DeliveryStatus;
  readonly created_at: Date;
  readonly due_at: Date;
  readonly settled_at: Date | null;
  readonly last_error: string | null;
}

export interface DeliveryFilter {
  readonly status?: DeliveryStatus | undefined;
  readonly channel?: string | undefined;
  /** Id of the last one of the page before. */
  readonly after?: string | undefined;
  readonly limit: number;
}

const INSERT = `INSERT INTO notification_deliveries
    (id, project, channel, thread, status, attempts, due_at, created_at, message)
  SELECT id, project, channel, message->>'thread', 'pending', 0, to_timestamp($5 / 1000.0), to_timestamp($5 / 1000.0), message
  FROM unnest($1::uuid[], $2::text[], $3::text[], $4::json[]) AS given (id, project, channel, message)
  ON CONFLICT (id) DO NOTHING`;

const DISPATCHED = `INSERT INTO notification_dispatches (message, dispatched_at)
  SELECT message, to_timestamp($2 / 1000.0) FROM unnest($1::uuid[]) AS given (message) ON CONFLICT DO NOTHING`;

const CLAIM = `UPDATE notification_deliveries SET attempts = attempts + 1, due_at = to_timestamp($2 / 1000.0)
  WHERE id IN (SELECT id FROM notification_deliveries
    WHERE status = 'pending' AND due_at <= to_timestamp($1 / 1000.0)
    ORDER BY due_at LIMIT $3 FOR UPDATE SKIP LOCKED)
  RETURNING id, project, channel, attempts, message`;

const SETTLE = `UPDATE notification_deliveries d
  SET status = s.status, last_error = coalesce(s.error, d.last_error), due_at = coalesce(s.due_at, d.due_at),
    settled_at = CASE WHEN s.status = 'pending' THEN NULL ELSE to_timestamp($5 / 1000.0) END
  FROM unnest($1::uuid[], $2::text[], $3::text[], $4::timestamptz[]) AS s (id, status, error, due_at)
  WHERE d.id = s.id AND d.status = 'pending'`;

const PAGE = `SELECT id, project, channel, status, attempts, due_at, created_at, settled_at, last_error, message
  FROM notification_deliveries
  WHERE project = $1 AND ($2::text IS NULL OR status = $2) AND ($3::text IS NULL OR channel = $3)
    AND ($4::uuid IS NULL OR (created_at, id) <
      (SELECT last.created_at, last.id FROM notification_deliveries last WHERE last.project = $1 AND last.id = $4))
  ORDER BY created_at DESC, id DESC LIMIT $5`;

const ONE = `SELECT id, project, channel, status, attempts, due_at, created_at, settled_at, last_error, message
  FROM notification_deliveries WHERE project = $1 AND id = $2`;

const RETRY = `UPDATE notification_deliveries
  SET status = 'pending', attempts = 0, due_at = to_timestamp($3 / 1000.0), settled_at = NULL
  WHERE project = $1 AND id = $2 AND status = 'dead'`;

const DISCARD = `UPDATE notification_deliveries SET status = 'discarded', settled_at = to_timestamp($3 / 1000.0)
  WHERE project = $1 AND id = $2 AND status IN ('dead', 'pending')`;

const PURGE = `DELETE FROM notification_deliveries
  WHERE status IN ('delivered', 'discarded') AND settled_at < to_timestamp($1 / 1000.0)`;

const DELIVERED = `SELECT DISTINCT d.project, d.channel, d.thread, d.message->>'kind' AS kind
  FROM unnest($1::text[], $2::text[]) AS given (project, thread)
  JOIN notification_deliveries d ON d.project = given.project AND d.status = 'delivered'
    AND d.thread = given.thread`;

/** A message for a channel. */
export type Wanted = Pick<Delivery, 'channel' | 'message'>;

/** A kind of message of a thread that reached a channel. */
export interface Told {
  readonly project: string;
  readonly thread: string;
  readonly kind: string;
  readonly channel: string;
}

const viewOf = ({ created_at, due_at, settled_at, last_error, ...row }: Row): DeliveryView => ({
  ...row,
  createdAt: created_at.toISOString(),
  dueAt: row.status === 'pending' ? due_at.toISOString() : null,
  settledAt: settled_at?.toISOString() ?? null,
  lastError: last_error,
});

/** The outbox to the world: what is on its way to which channel. Instants are milliseconds since 1970. */
export class Deliveries {
  constructor(private readonly pool: Pool) {}

  /**
   * Notes what goes where, and that these messages were given out; what was given out before is not again.
   * @param wanted the messages, once for each channel that takes them
   */
  dispatch(messages: readonly Message[], wanted: readonly Wanted[], now: number): Promise<void> {
    return inTransaction(this.pool, async (client) => {
      await client.query(INSERT, [
        wanted.map(({ message, channel }) => derivedId(message.id, channel)),
        wanted.map(({ message }) => message.project),
        wanted.map(({ channel }) => channel),
        wanted.map(({ message }) => JSON.stringify(message)),
        now,
      ]);
      await client.query(DISPATCHED, [messages.map(({ id }) => id), now]);
    });
  }

  /** Those that are due, reserved for the caller until `until`: who dies with them leaves them to others. */
  async claim(now: number, until: number, limit: number): Promise<readonly Delivery[]> {
    const { rows } = await this.pool.query<Delivery>(CLAIM, [now, until, limit]);
    return rows;
  }

  async settle(settled: readonly Settled[], now: number): Promise<void> {
    await this.pool.query(SETTLE, [
      settled.map(({ id }) => id),
      settled.map(({ status }) => status),
      settled.map((one) => ('error' in one ? one.error : null)),
      settled.map((one) => ('dueAt' in one ? new Date(one.dueAt).toISOString() : null)),
      now,
    ]);
  }

  /** What of these threads arrived anywhere. */
  async deliveredIn(threads: readonly Pick<Told, 'project' | 'thread'>[]): Promise<readonly Told[]> {
    const { rows } = await this.pool.query<Told>(DELIVERED, [
      threads.map(({ project }) => project),
      threads.map(({ thread }) => thread),
    ]);
    return rows;
  }

  async page(project: string, filter: DeliveryFilter): Promise<readonly DeliveryView[]> {
    const { status = null, channel = null, after = null, limit } = filter;
    const { rows } = await this.pool.query<Row>(PAGE, [project, status, channel, after, limit]);
    return rows.map(viewOf);
  }

  async find(project: string, id: string): Promise<DeliveryView | undefined> {
    const { rows } = await this.pool.query<Row>(ONE, [project, id]);
    return rows[0] === undefined ? undefined : viewOf(rows[0]);
  }

  /** Tries a dead one again, from the beginning. @returns whether it was dead */
  async retry(project: string, id: string, now: number): Promise<boolean> {
    return (await this.pool.query(RETRY, [project, id, now])).rowCount === 1;
  }

  /** Gives up one that is dead or still on its way. @returns whether it was */
  async discard(project: string, id: string, now: number): Promise<boolean> {
    return (await this.pool.query(DISCARD, [project, id, now])).rowCount === 1;
  }

  /** Forgets what was settled before `before`, and which messages were given out before `dispatched`. */
  async purge(before: number, dispatched: number): Promise<void> {
    await this.pool.query(PURGE, [before]);
    await this.pool.query(
      'DELETE FROM notification_dispatches WHERE dispatched_at < to_timestamp($1 / 1000.0)',
      [dispatched],
    );
  }
}
