import { deadline } from '@assay/sticky';
import type { Pool } from 'pg';

const PATIENCE_MS = 2_000;
const KEPT = '1 hour';
const COUNTED = '10 minutes';

const NOTE = `INSERT INTO process_starts (instance, started_at) VALUES ($1, $2) ON CONFLICT DO NOTHING`;
const FORGET = `DELETE FROM process_starts WHERE started_at < $1::timestamptz - interval '${KEPT}'`;
const COUNT = `SELECT count(*)::integer AS starts FROM process_starts
  WHERE instance = $1 AND started_at > $2::timestamptz - interval '${COUNTED}'`;

/** The database as the watch needs it: whether it answers, and how often this process was started. */
export class GatewayDatabase {
  private failed = 0;
  private noted = false;

  constructor(
    private readonly pool: Pick<Pool, 'query'>,
    private readonly startedAt: Date,
  ) {}

  /** How often in a row it has not answered. */
  get failures(): number {
    return this.failed;
  }

  /** How often the process was started lately; 0 while nobody can be asked. */
  async starts(instance: string, now: Date): Promise<number> {
    try {
      const starts = await deadline(PATIENCE_MS, this.count(instance, now));
      this.failed = 0;
      return starts;
    } catch {
      this.failed += 1;
      return 0;
    }
  }

  private async count(instance: string, now: Date): Promise<number> {
    if (!this.noted) {
      await this.pool.query(FORGET, [now]);
      await this.pool.query(NOTE, [instance, this.startedAt]);
      this.noted = true;
    }
    const { rows } = await this.pool.query<{ starts: number }>(COUNT, [instance, now]);
    return rows[0]?.starts ?? 0;
  }
}
