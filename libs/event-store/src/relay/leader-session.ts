import { Client, escapeIdentifier } from 'pg';
import { schemaOf } from '../database/schema-name.js';
import type { ServiceDatabase } from '../database/service-pool.js';
import { connectionConfig } from '../database/service-pool.js';

/** A connection whose packets are dropped gives no error: without an answer for so long it is given up. */
const QUERY_PATIENCE_MS = 30_000;

/**
 * A connection of its own that listens for new events and may hold the leadership of a service's relay: a session
 * lock, which the server gives to another process as soon as this connection is gone.
 */
export class LeaderSession {
  private leading = false;

  private constructor(
    readonly client: Client,
    private readonly schema: string,
  ) {}

  static async open(database: ServiceDatabase, onNotice: () => void): Promise<LeaderSession> {
    const client = new Client({ ...connectionConfig(database), query_timeout: QUERY_PATIENCE_MS });
    // An attempt that fails is told by its error alone: as a notice it would end the wait for the next one.
    client.on('error', () => undefined);
    const schema = schemaOf(database.service);
    try {
      await client.connect();
      await client.query(`LISTEN ${escapeIdentifier(`assay_relay_${schema}`)}`);
    } catch (error) {
      await client.end().catch(() => undefined);
      throw error;
    }
    client.on('error', onNotice);
    client.on('end', onNotice);
    client.on('notification', onNotice);
    return new LeaderSession(client, schema);
  }

  /** Whether this process leads; tries to when it does not. */
  async tryLead(): Promise<boolean> {
    if (this.leading) return true;
    const { rows } = await this.client.query<{ leading: boolean }>(
      'SELECT pg_try_advisory_lock(hashtextextended($1, 0)) AS leading',
      [`assay.relay.${this.schema}`],
    );
    this.leading = rows[0]?.leading === true;
    return this.leading;
  }

  async close(): Promise<void> {
    await this.client.end().catch(() => undefined);
  }
}
