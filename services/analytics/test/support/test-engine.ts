import type { EventEnvelope } from '@assay/contracts';
import { messageKey, TOPICS } from '@assay/contracts';
import type { DeliveredEvent } from '@assay/event-bus';
import type { BatchScope, ProjectionDefinition, Transaction } from '@assay/projections';
import { eventually } from '@assay/testing';
import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { Client } from 'pg';
import { from as copyFrom } from 'pg-copy-streams';
import { ENGINE_PROJECTION } from '../../src/engine/engine.projection.js';
import type { StatisticsLine } from './oracle.js';
import { STATISTICS } from './statistics-query.js';

export interface TestEngineOptions {
  readonly batchSize?: number;
  readonly partitions?: number;
  /** Another projection of the interactions in place of the engine. */
  readonly definition?: ProjectionDefinition;
}

/** Who applied the last batch of each partition. */
const tenures = new Map<string, { readonly engine: TestEngine }>();

/** The engine on tables of its own, driven batch by batch without a bus. */
export class TestEngine {
  statements = 0;
  /** The last statements, as they were sent. */
  sent: string[] = [];
  /** The most rows that one statement has answered with. */
  largestAnswer = 0;
  /** What was put into the outbox and has not been delivered yet. */
  readonly emitted: EventEnvelope[] = [];
  beforeCommit: (() => Promise<void>) | undefined;
  /** As if nobody else ever applied a batch. */
  believesToBeAlone = false;

  private readonly own = new Map<string, { readonly engine: TestEngine }>();

  private constructor(
    private readonly url: string,
    private readonly client: Client,
    private readonly schema: string,
    private readonly options: Required<TestEngineOptions>,
  ) {}

  static async create(url: string, options: TestEngineOptions = {}): Promise<TestEngine> {
    const schema = `engine_${String(process.hrtime.bigint())}`;
    const engine = await TestEngine.open(url, schema, {
      batchSize: 500,
      partitions: 1,
      definition: ENGINE_PROJECTION,
      ...options,
    });
    await engine.client.query(`CREATE SCHEMA ${schema}`);
    for (const statement of engine.options.definition.tables) await engine.client.query(statement);
    return engine;
  }

  private static async open(
    url: string,
    schema: string,
    options: Required<TestEngineOptions>,
  ): Promise<TestEngine> {
    const client = new Client({ connectionString: url });
    await client.connect();
    await client.query(`SET search_path = ${schema}; SET synchronous_commit = off`);
    return new TestEngine(url, client, schema, options);
  }

  /** Another process on the same tables. */
  beside(): Promise<TestEngine> {
    return TestEngine.open(this.url, this.schema, this.options);
  }

  /** Resolves as soon as a session in this database waits for a lock. */
  async waiting(): Promise<void> {
    const observer = new Client({ connectionString: this.url });
    await observer.connect();
    await eventually(async () => {
      const { rowCount } = await observer.query(
        `SELECT 1 FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()`,
      );
      return rowCount === 1;
    });
    await observer.end();
  }

  close(): Promise<void> {
    return this.client.end();
  }

  /** Delivers interactions in order, in batches, each partition by itself. */
  async deliver(events: readonly EventEnvelope[]): Promise<void> {
    const { batchSize, partitions } = this.options;
    for (let start = 0; start < events.length; start += batchSize) {
      const batch = events.slice(start, start + batchSize);
      for (let partition = 0; partition < partitions; partition += 1) {
        const own = batch.filter((event) => partitionOf(event, partitions) === partition);
        if (own.length > 0) await this.apply(TOPICS.interactions.name, partition, own);
      }
    }
  }

  /** Definitions arrive, and every partition sweeps its units before anything else happens. */
  async define(definitions: readonly EventEnvelope[]): Promise<void> {
    await this.announce(definitions);
    await this.sweep();
  }

  /** Definitions arrive; units are swept later. */
  announce(definitions: readonly EventEnvelope[], topic: string = TOPICS.experiments.name): Promise<void> {
    return this.apply(topic, 0, definitions);
  }

  async sweep(): Promise<void> {
    for (let partition = 0; partition < this.options.partitions; partition += 1)
      while (!(await this.sweepPiece(partition)));
  }

  /** One piece of a partition's sweep; true when nothing was left. */
  async sweepPiece(partition: number): Promise<boolean> {
    let done = true;
    await this.transaction(async () => {
      const topic = TOPICS.interactions.name;
      const scope = this.scope(topic, partition, this.tenureOf(topic, partition));
      done = (await this.options.definition.settling?.settle(scope)) ?? true;
    });
    return done;
  }

  /** Delivers what was emitted, as the relay does, until nothing more comes. */
  async relay(): Promise<void> {
    while (this.emitted.length > 0) await this.deliver(this.emitted.splice(0));
  }

  async apply(topic: string, partition: number, events: readonly EventEnvelope[]): Promise<void> {
    await this.transaction(() =>
      this.options.definition.apply(
        events.map(delivered(topic, partition)),
        this.scope(topic, partition, this.tenureOf(topic, partition)),
      ),
    );
  }

  /** The same as long as this engine applies the partition's batches alone and none fails. */
  private tenureOf(topic: string, partition: number): object {
    const place = `${this.schema}/${topic}/${String(partition)}`;
    const before = this.believesToBeAlone ? this.own.get(place) : tenures.get(place);
    if (before?.engine === this) return before;
    const begun = { engine: this };
    tenures.set(place, begun);
    this.own.set(place, begun);
    return begun;
  }

  private async transaction(work: () => Promise<void>): Promise<void> {
    await this.client.query('BEGIN');
    try {
      await work();
      await this.beforeCommit?.();
      await this.client.query('COMMIT');
    } catch (error) {
      await this.client.query('ROLLBACK');
      tenures.clear();
      throw error;
    }
  }

  /** The statistics in the form of the oracle. */
  async statistics(): Promise<readonly StatisticsLine[]> {
    const { rows } = await this.client.query<{ line: string; amount: string }>(STATISTICS);
    return rows.map(({ line, amount }) => `${line} = ${amount}`).sort();
  }

  async hash(): Promise<string> {
    const hash = createHash('sha256');
    for (const query of this.options.definition.hashQueries)
      hash.update(JSON.stringify((await this.client.query(query)).rows));
    return hash.digest('hex');
  }

  /** The tables, to be read outside a batch. */
  get reader(): Transaction {
    return this.scope(TOPICS.interactions.name, 0);
  }

  async rows<Row extends object>(sql: string, parameters: unknown[] = []): Promise<Row[]> {
    return (await this.client.query<Row>(sql, parameters)).rows;
  }

  private scope(topic: string, partition: number, tenure: object = {}): BatchScope {
    const { client } = this;
    return {
      topic,
      partition,
      tenure,
      query: async <Row>(sql: string, parameters: readonly unknown[] = []) => {
        this.statements += 1;
        this.sent.push(sql);
        const { rows } = await client.query(sql, [...parameters]);
        this.largestAnswer = Math.max(this.largestAnswer, rows.length);
        return rows as Row[];
      },
      copy: async (table, columns, rows) => {
        this.statements += 1;
        const lines = [...rows].map((row) => `${row}\n`).join('');
        const stream = client.query(copyFrom(`COPY ${table} (${columns.join(',')}) FROM STDIN`));
        await pipeline(Readable.from([Buffer.from(lines)]), stream);
      },
      emit: (events) => {
        this.emitted.push(...events);
        return Promise.resolve();
      },
    };
  }
}

const partitionOf = (event: EventEnvelope, partitions: number): number =>
  createHash('md5').update(messageKey(event)).digest().readUInt32BE(0) % partitions;

const delivered =
  (topic: string, partition: number) =>
  (event: EventEnvelope, offset: number): DeliveredEvent => ({
    topic,
    partition,
    offset,
    event,
    key: messageKey(event),
    appendedAt: 0,
  });
