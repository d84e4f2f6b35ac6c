import type { Pool, PoolClient } from 'pg';

/**
 * Runs `work` in one transaction: commits what it returns, rolls back what it throws. A connection on which even
 * the rollback fails is thrown away.
 * @param begin the statement (or several, without parameters) that opens it, for another isolation level
 */
export async function inTransaction<Result>(
  pool: Pool,
  work: (client: PoolClient) => Promise<Result>,
  begin = 'BEGIN',
): Promise<Result> {
  const client = await pool.connect();
  let broken: Error | undefined;
  // A server that ends the session announces it as an event; the query in flight reports it as an error.
  const onError = (error: Error): void => {
    broken = error;
  };
  client.on('error', onError);
  try {
    await client.query(begin);
    const result = await work(client);
    await client.query('COMMIT');
    return result;
  } catch (error) {
    await client.query('ROLLBACK').catch((failed: unknown) => {
      broken = failed instanceof Error ? failed : new Error(String(failed));
    });
    throw error;
  } finally {
    client.off('error', onError);
    client.release(broken);
  }
}
