import { inTransaction } from '@assay/event-store';
import type { Pool } from 'pg';

export interface NumberedKey {
  readonly key: string;
  readonly number: number;
}

export interface NumbersPage {
  readonly project: string;
  /** Numbers above this one. */
  readonly after: number;
  readonly limit: number;
}

const ALL_DIGITS = /^[0-9]{1,9}$/;

/**
 * Numbers of experiments, 1, 2, 3 … within a project. A key keeps the number it was given, so that creating an
 * experiment again after a crash gives the same one.
 */
export class ExperimentNumbers {
  constructor(private readonly pool: Pool) {}

  /** The number of a key; two processes never give the same one to different keys. */
  reserve(project: string, key: string): Promise<number> {
    return inTransaction(this.pool, async (client) => {
      // The lock comes in a statement of its own: the next one must see what the holder before has written.
      await client.query('SELECT pg_advisory_xact_lock(hashtextextended($1, 0))', [
        `assay.experiment-numbers.${project}`,
      ]);
      await client.query(
        `INSERT INTO experiment_numbers (project, key, number)
         SELECT $1, $2, coalesce(max(number), 0) + 1 FROM experiment_numbers WHERE project = $1
         ON CONFLICT (project, key) DO NOTHING`,
        [project, key],
      );
      const { rows } = await client.query<{ number: number }>(
        'SELECT number FROM experiment_numbers WHERE project = $1 AND key = $2',
        [project, key],
      );
      return rows[0]?.number ?? 0;
    });
  }

  /** The key that a caller means, who may say the number instead; what looks like a key is taken as one. */
  async resolve(project: string, keyOrNumber: string): Promise<string> {
    if (!ALL_DIGITS.test(keyOrNumber)) return keyOrNumber;
    const { rows } = await this.pool.query<{ key: string }>(
      `SELECT key FROM experiment_numbers WHERE project = $1 AND (key = $2 OR number = $3)
       ORDER BY key = $2 DESC LIMIT 1`,
      [project, keyOrNumber, Number(keyOrNumber)],
    );
    return rows[0]?.key ?? keyOrNumber;
  }

  async list({ project, after, limit }: NumbersPage): Promise<readonly NumberedKey[]> {
    const { rows } = await this.pool.query<NumberedKey>(
      'SELECT key, number FROM experiment_numbers WHERE project = $1 AND number > $2 ORDER BY number LIMIT $3',
      [project, after, limit],
    );
    return rows;
  }
}
