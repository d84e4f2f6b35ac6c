import type { Pool } from 'pg';
import { UnknownTopicError } from '../errors/unknown-topic.error.js';
import { SCHEMA, SCHEMA_LOCK } from './schema.js';
import { inTransaction } from './transaction.js';

export interface TopicEntry {
  readonly id: number;
  readonly name: string;
  readonly partitions: number;
}

const ADD_TOPICS = `
INSERT INTO bus.topics (name, partitions) SELECT n, $2 FROM unnest($1::text[]) n
WHERE n NOT IN (SELECT name FROM bus.topics)`;

const ADD_HEADS = `
INSERT INTO bus.heads (topic_id, partition)
SELECT topic_id, p FROM bus.topics, generate_series(0, partitions - 1) p
ON CONFLICT DO NOTHING`;

/** The topics that exist in the log of one database. */
export class TopicCatalogue {
  private readonly known = new Map<string, TopicEntry>();
  private loading: Promise<void> | undefined;

  constructor(
    private readonly pool: Pool,
    /** Stored names begin with it. */
    private readonly prefix: string,
  ) {}

  /** Creates tables and topics where they are missing; the number of partitions of an existing topic stays. */
  async create(names: readonly string[], partitions: number): Promise<void> {
    await inTransaction(this.pool, async (client) => {
      await client.query(`SET LOCAL lock_timeout = '30s'`);
      await client.query('SELECT pg_advisory_xact_lock($1)', [SCHEMA_LOCK]);
      // A role that may only use the tables must be able to start when they are there.
      const { rows } = await client.query<{ found: boolean }>(
        `SELECT to_regclass('bus.leases') IS NOT NULL
           AND to_regprocedure('bus.trim(integer,integer,bigint)') IS NOT NULL AS found`,
      );
      if (rows[0]?.found !== true) await client.query(SCHEMA);
      await client.query(ADD_TOPICS, [names.map((name) => this.prefix + name), partitions]);
      await client.query(ADD_HEADS);
    });
    await this.load();
  }

  /** @throws {UnknownTopicError} when the log does not have it (yet) */
  async get(name: string): Promise<TopicEntry> {
    const entry = this.known.get(name);
    if (entry !== undefined) return entry;
    // One load for all who ask meanwhile, who go on in the order in which they asked.
    this.loading ??= this.load().finally(() => {
      this.loading = undefined;
    });
    await this.loading;
    const loaded = this.known.get(name);
    if (loaded === undefined) throw new UnknownTopicError(name);
    return loaded;
  }

  getAll(names: readonly string[]): Promise<readonly TopicEntry[]> {
    return Promise.all(names.map((name) => this.get(name)));
  }

  private async load(): Promise<void> {
    const { rows } = await this.pool.query<{ topic_id: number; name: string; partitions: number }>(
      'SELECT topic_id, name, partitions FROM bus.topics WHERE starts_with(name, $1)',
      [this.prefix],
    );
    for (const { topic_id: id, name: stored, partitions } of rows) {
      const name = stored.slice(this.prefix.length);
      this.known.set(name, { id, name, partitions });
    }
  }
}
