import { Client } from 'pg';

/** A session of its own on a database; closed by the function that comes with it. */
export async function connectTo(connectionString: string): Promise<Client> {
  const client = new Client({ connectionString, options: '-c lock_timeout=2s' });
  client.on('error', () => undefined);
  await client.connect();
  return client;
}

/** Appends one message in a transaction that the caller ends, as a writer does that is not the bus. */
export async function appendSlowly(client: Client, topicId: number, partition: number): Promise<number> {
  await client.query('BEGIN');
  const { rows } = await client.query<{ offset: string }>(
    `WITH head AS (
       UPDATE bus.heads SET next = next + 1 WHERE topic_id = $1 AND partition = $2 RETURNING next - 1 AS base
     ) INSERT INTO bus.log (topic_id, partition, "offset", key, headers, value)
     SELECT $1, $2, base, '', '{}', '' FROM head RETURNING "offset"`,
    [topicId, partition],
  );
  return Number(rows[0]?.offset);
}
