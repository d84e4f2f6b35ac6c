import type { Pool, PoolClient } from 'pg';

/** The right of one process to write a partition of the archive, while its session lives. */
export class PartitionLeases {
  private constructor(
    private readonly client: PoolClient,
    private lost: boolean,
  ) {
    client.on('error', this.onError);
  }

  static async open(pool: Pool): Promise<PartitionLeases> {
    return new PartitionLeases(await pool.connect(), false);
  }

  /**
   * Does work that only one process at a time may do.
   * @returns undefined when another process is at it
   */
  async alone<Result>(
    name: string,
    work: (mayWrite: () => boolean) => Promise<Result>,
  ): Promise<Result | undefined> {
    const key = `assay.archive.${name}`;
    const { rows } = await this.client.query<{ held: boolean }>(
      'SELECT pg_try_advisory_lock(hashtextextended($1, 0)) AS held',
      [key],
    );
    if (rows[0]?.held !== true) return undefined;
    try {
      return await work(() => !this.lost);
    } finally {
      if (!this.lost) await this.client.query('SELECT pg_advisory_unlock(hashtextextended($1, 0))', [key]);
    }
  }

  /** Closes its session: that gives back whatever it holds. */
  close(): void {
    this.client.off('error', this.onError);
    this.client.release(true);
  }

  private readonly onError = (): void => {
    this.lost = true;
  };
}
