import type { Pool, PoolClient } from 'pg';
import { tryAlone } from '../generations/locks.js';

/** The right of one process to rebuild or to replay a projection: a session lock, which ends with the process. */
export class RebuildLock {
  private lost = false;

  private constructor(private readonly client: PoolClient) {
    client.on('error', this.onError);
  }

  /** Undefined while another process has it. */
  static async take(
    pool: Pool,
    service: string,
    projection: string,
    purpose: 'rebuild' | 'replay' = 'rebuild',
  ): Promise<RebuildLock | undefined> {
    const client = await pool.connect();
    try {
      const { rows } = await client.query<{ held: boolean }>(tryAlone(purpose, service, projection));
      if (rows[0]?.held === true) return new RebuildLock(client);
    } catch (error) {
      client.release(true);
      throw error;
    }
    client.release();
    return undefined;
  }

  get isHeld(): boolean {
    return !this.lost;
  }

  /** Gives the lock back, and then ends its session: an end alone is noticed by the database a moment later. */
  async release(): Promise<void> {
    await this.client.query('SELECT pg_advisory_unlock_all()').catch(() => undefined);
    this.client.off('error', this.onError);
    this.client.release(true);
  }

  private readonly onError = (): void => {
    this.lost = true;
  };
}
