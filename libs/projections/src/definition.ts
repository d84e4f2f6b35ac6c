import type { EventEnvelope } from '@assay/contracts';
import type { DeliveredEvent } from '@assay/event-bus';

/** SQL inside the batch's transaction; the search path points at the projection's own generation of tables. */
export interface Transaction {
  query<Row = Record<string, unknown>>(sql: string, parameters?: readonly unknown[]): Promise<readonly Row[]>;
}

/** One partition’s batch in its transaction, or one piece of settling. */
export interface BatchScope extends Transaction {
  readonly topic: string;
  readonly partition: number;
  /**
   * The same object for batches that this process applied one after the other to the same tables of the partition; another
   * one after a failure, or when somebody else applied a batch. What a definition knows of the tables can be kept under it
   * in a `WeakMap`. It is no lock: another process may settle meanwhile, so that nothing may rest on what `settle` changes.
   */
  readonly tenure: object;
  /** Puts events into the outbox, in this transaction; during a rebuild they are dropped. */
  emit(events: readonly EventEnvelope[]): Promise<void>;
  /** COPY rows into a table of this generation (tab-separated text format, already escaped). */
  copy(table: string, columns: readonly string[], rows: Iterable<string>): Promise<void>;
}

/** What has to be done once more after a change that concerns everything: in pieces, each a small transaction. */
export interface Settling {
  readonly topic: string;
  /**
   * One piece for the scope's partition; no batch of the partition runs at the same time. It adds no rows that batches
   * remember as absent: a tenure goes on over it.
   * @returns whether nothing is left
   */
  settle(scope: BatchScope): Promise<boolean>;
}

/** Ids are remembered as long as they are not older than the newest one of their partition by this much. */
export interface RecentIds {
  readonly withinMs: number;
}

/**
 * How repeats are recognised. `by-id`: the runtime remembers ids, each under what the event is about (its message key:
 * producers choose ids, and one must not hide what another sent), and drops repeats before `apply`; for ever, so it is
 * for few events;
 * `RecentIds`: the same for a time, for many events of one topic whose ids are UUIDv7; one that comes later than that
 * does not count;
 * `by-stream`: decision events, applied in stream order (last + 1), a gap quarantines the stream;
 * `by-model`: the model itself recognises repeats (a unique key).
 */
export type Duplicates = 'by-id' | 'by-stream' | 'by-model' | RecentIds;

/** Repeats of every topic in their own way; at most one topic remembers ids for a time. */
export interface DuplicatesByTopic {
  readonly byTopic: Readonly<Record<string, Duplicates>>;
}

/** A read model: declared data plus what a batch does to it. */
export interface ProjectionDefinition {
  readonly name: string;
  /** Raise it when the fold or the tables change; a new version is built beside the old one. */
  readonly version: number;
  readonly topics: readonly string[];
  /** Event types it handles; others only move the checkpoint. */
  readonly handles: readonly string[];
  /** DDL of its tables, unqualified: each generation lives in a Postgres schema of its own. */
  readonly tables: readonly string[];
  /** One way for all of its topics, or one for each of them. */
  readonly duplicates: Duplicates | DuplicatesByTopic;
  /**
   * Does of `apply` what needs no transaction, and keeps it, for the events of the next batch of a partition (also those
   * that are not handled) while the one before it is being applied. `apply` does by itself what it does not find done,
   * and what failed here.
   */
  prepare?(events: readonly DeliveredEvent[]): Promise<void>;
  /** Applies a batch with a fixed number of statements, never one per event. No clock, no randomness. */
  apply(events: readonly DeliveredEvent[], scope: BatchScope): Promise<void>;
  /** After commit of a live (not rebuilding) batch; may fail or be skipped without harm. */
  afterCommit?(events: readonly DeliveredEvent[]): Promise<void>;
  /** Work that batches leave behind, for partitions of one topic; done by their owner between batches. */
  readonly settling?: Settling;
  /**
   * Queries whose rows, in order, make the hash of the read model. They must not depend on batch sizes, the
   * number of partitions or when rows were written.
   */
  readonly hashQueries: readonly string[];
}
