import type { EventEnvelope } from '@assay/contracts';
import { isTransientError } from '@assay/event-bus';
import type { Pool } from 'pg';
import { DatabaseError } from 'pg';
import { inTransaction } from '../database/transaction.js';
import { EventIdTakenError, StoreUnavailableError, VersionConflictError } from '../errors/index.js';
import type { AppendResult, EventStore, FactLog, StoredEvent } from '../port.js';
import { expectVersion, lockStream, writeEvents } from './append-statements.js';
import type { EventRow } from './event-rows.js';
import { EVENT_COLUMNS, storedAsRead, storedAsWritten } from './event-rows.js';
import { findRepeated } from './repeated.js';
import { checkEvents, sealEvents } from './seal.js';

const isTakenId = (error: unknown): boolean =>
  error instanceof DatabaseError && error.constraint === 'events_id_key';

/** Says whether the store may be used. */
export interface StoreGuard {
  /** Throws while nothing may be written. */
  expectOpen(): Promise<void>;
  /** Throws while streams are known to lack events. */
  expectWhole(): void;
}

const UNGUARDED: StoreGuard = { expectOpen: () => Promise.resolve(), expectWhole: () => undefined };

/** Decision streams in the Postgres schema of one service; the pool's search path names it. */
export class PostgresEventStore implements EventStore, FactLog {
  constructor(
    private readonly pool: Pool,
    private readonly guard: StoreGuard = UNGUARDED,
  ) {}

  async append(
    stream: string,
    expectedVersion: number,
    events: readonly EventEnvelope[],
  ): Promise<AppendResult> {
    if (events.length === 0) return { outcome: 'appended', version: expectedVersion, events: [] };
    return this.store(stream, events, expectedVersion);
  }

  note(stream: string, fact: EventEnvelope): Promise<AppendResult> {
    return this.store(stream, [fact]);
  }

  async load(stream: string, after = 0): Promise<readonly StoredEvent[]> {
    this.guard.expectWhole();
    const rows = await this.rows('WHERE stream = $1 AND version > $2 ORDER BY version', [stream, after]);
    return rows.map(storedAsRead);
  }

  async readFrom(position: number, limit: number): Promise<readonly StoredEvent[]> {
    const rows = await this.rows('WHERE position >= $1 ORDER BY position LIMIT $2', [position, limit]);
    return rows.map(storedAsWritten);
  }

  async end(): Promise<number> {
    return this.available('end', async () => {
      const { rows } = await this.pool.query<{ next: number }>(`SELECT next FROM heads WHERE log = 'events'`);
      return rows[0]?.next ?? 0;
    });
  }

  /** @param expectedVersion left out, the events go behind what there is */
  private async store(
    stream: string,
    events: readonly EventEnvelope[],
    expectedVersion?: number,
  ): Promise<AppendResult> {
    checkEvents(stream, events);
    await this.guard.expectOpen();
    return this.available('append', async () => {
      try {
        return await this.write(stream, events, expectedVersion);
      } catch (error) {
        if (!(error instanceof VersionConflictError) && !isTakenId(error)) throw error;
        return await this.explain(error, stream, events);
      }
    });
  }

  private write(
    stream: string,
    events: readonly EventEnvelope[],
    expectedVersion: number | undefined,
  ): Promise<AppendResult> {
    return inTransaction(this.pool, async (client) => {
      const end = await lockStream(client, stream);
      if (expectedVersion !== undefined) expectVersion(stream, expectedVersion, end);
      const sealed = sealEvents(end, events);
      const base = await writeEvents(client, stream, sealed);
      return {
        outcome: 'appended',
        version: end.version + sealed.length,
        events: sealed.map(({ event, version }, index) => ({
          event,
          stream,
          version,
          position: base + index,
        })),
      };
    });
  }

  /** A conflict may be this very append, done before: the ids tell. */
  private async explain(
    error: unknown,
    stream: string,
    events: readonly EventEnvelope[],
  ): Promise<AppendResult> {
    const repeated = await findRepeated(this.pool, stream, events);
    if (repeated !== undefined) return repeated;
    if (error instanceof VersionConflictError) throw error;
    throw new EventIdTakenError(
      stream,
      events.map((event) => event.id),
    );
  }

  private rows(condition: string, parameters: readonly unknown[]): Promise<readonly EventRow[]> {
    return this.available('read', async () => {
      const { rows } = await this.pool.query<EventRow>(`SELECT ${EVENT_COLUMNS} FROM events ${condition}`, [
        ...parameters,
      ]);
      return rows;
    });
  }

  private async available<Result>(operation: string, work: () => Promise<Result>): Promise<Result> {
    try {
      return await work();
    } catch (error) {
      if (isTransientError(error)) throw new StoreUnavailableError(operation, error);
      throw error;
    }
  }
}
