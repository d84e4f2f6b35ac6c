import type { Pool } from 'pg';
import type { AutoCheckResult } from './auto-check-result.js';

/** A check that was made. */
export interface DoneCheck {
  readonly slot: string;
  readonly doneAt: string;
  readonly result: AutoCheckResult;
}

const HOUR_MS = 3_600_000;
const LEASE_MS = 5 * 60_000;
const KEPT_HOURS = 24 * 30;

const TAKE = `
  INSERT INTO auto_check_slots AS known (slot, taken_by, lease_until)
  VALUES (to_timestamp($1 / 1000.0), $2, to_timestamp($3 / 1000.0))
  ON CONFLICT (slot) DO UPDATE SET taken_by = excluded.taken_by, lease_until = excluded.lease_until
    WHERE known.done_at IS NULL AND known.lease_until <= to_timestamp($4 / 1000.0)
  RETURNING slot`;
const DONE = `
  UPDATE auto_check_slots SET done_at = to_timestamp($3 / 1000.0), result = $4
   WHERE slot = to_timestamp($1 / 1000.0) AND taken_by = $2 AND done_at IS NULL`;
const FORGET = 'DELETE FROM auto_check_slots WHERE slot < to_timestamp($1 / 1000.0)';
const LAST = `
  SELECT slot, done_at AS "doneAt", result FROM auto_check_slots
   WHERE done_at IS NOT NULL ORDER BY slot DESC LIMIT 1`;

/** The hour that an instant lies in; milliseconds since 1970. */
export const slotAt = (now: number): number => Math.floor(now / HOUR_MS) * HOUR_MS;

/**
 * The hours of the check. Whoever takes an hour has a lease on it: one that ends before the check is done is over after
 * five minutes, and another process takes the hour.
 */
export class AutoCheckSlots {
  constructor(private readonly pool: Pool) {}

  /** @returns whether the hour is this process’s to check */
  async take(slot: number, process: string, now: number): Promise<boolean> {
    const { rowCount } = await this.pool.query(TAKE, [slot, process, now + LEASE_MS, now]);
    return rowCount === 1;
  }

  async done(slot: number, process: string, now: number, result: AutoCheckResult): Promise<void> {
    await this.pool.query(DONE, [slot, process, now, JSON.stringify(result)]);
    await this.pool.query(FORGET, [slot - KEPT_HOURS * HOUR_MS]);
  }

  async last(): Promise<DoneCheck | null> {
    const { rows } = await this.pool.query<{ slot: Date; doneAt: Date; result: AutoCheckResult }>(LAST);
    const [row] = rows;
    return row === undefined
      ? null
      : { slot: row.slot.toISOString(), doneAt: row.doneAt.toISOString(), result: row.result };
  }
}
