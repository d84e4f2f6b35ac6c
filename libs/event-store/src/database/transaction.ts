import type { Pool, PoolClient } from 'pg';

/** The transaction took longer than it may. */
export class TransactionTooLongError extends Error {
  readonly code = 'transaction-too-long';

  constructor(readonly limitMs: number) {
    super(`the database has not answered within ${String(limitMs)} ms`);
    this.name = 'TransactionTooLongError';
  }
}

/**
 * Runs `work` in one transaction: commits what it returns, rolls back what it throws. A connection on which even
 * the rollback fails is thrown away.
 * @param begin the statement (or several, without parameters) that opens it, for another isolation level
 * @param limitMs milliseconds after which its connection is thrown away, whatever it waits for; without it, it waits
 * @throws TransactionTooLongError, or what the work throws
 */
export async function inTransaction<Result>(
  pool: Pool,
  work: (client: PoolClient) => Promise<Result>,
  begin = 'BEGIN',
  limitMs?: number,
): Promise<Result> {
  const client = await pool.connect();
  let broken: Error | undefined;
  let tooLong: TransactionTooLongError | undefined;
  // A server that ends the session announces it as an event; the query in flight reports it as an error.
  const onError = (error: Error): void => {
    broken = error;
  };
  client.on('error', onError);
  // A pipelined connection that is closed in order waits for all answers: it is cut off.
  const expire = (): void => {
    tooLong = new TransactionTooLongError(limitMs ?? 0);
    client.connection.stream.destroy();
    client.release(tooLong);
  };
  const timer = limitMs === undefined ? undefined : setTimeout(expire, limitMs);
  try {
    await client.query(begin);
    const result = await work(client);
    await client.query('COMMIT');
    return result;
  } catch (error) {
    await client.query('ROLLBACK').catch((failed: unknown) => {
      broken = failed instanceof Error ? failed : new Error(String(failed));
    });
    throw tooLong ?? error;
  } finally {
    clearTimeout(timer);
    client.off('error', onError);
    if (tooLong === undefined) client.release(broken);
  }
}
