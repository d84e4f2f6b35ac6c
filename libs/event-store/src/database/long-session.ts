import type { Pool, PoolClient } from 'pg';

/** A transaction that stays open while its results are read, at the reader's pace. */
export interface LongSession {
  readonly client: PoolClient;
  /** Rolls back and gives the connection back; never throws. */
  readonly end: () => Promise<void>;
}

/**
 * Opens a transaction for long work that changes nothing that stays. It may be idle for ten minutes, because a log
 * may be slow and a caller may read slowly.
 * @param begin the statement that opens it, for another isolation level
 */
export async function longSession(pool: Pool, begin = 'BEGIN'): Promise<LongSession> {
  const client = await pool.connect();
  // A server that ends the session announces it as an event; the next query reports it as an error.
  const onError = (): void => undefined;
  client.on('error', onError);
  const end = async (): Promise<void> => {
    const rolledBack = await client.query('ROLLBACK').then(
      () => true,
      () => false,
    );
    client.off('error', onError);
    client.release(!rolledBack);
  };
  try {
    await client.query(`${begin}; SET LOCAL idle_in_transaction_session_timeout = '10min'`);
    return { client, end };
  } catch (error) {
    await end();
    throw error;
  }
}
