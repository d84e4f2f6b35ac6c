import { Client } from 'pg';
import type { StatisticsLine } from './oracle.js';
import { STATISTICS } from './statistics-query.js';

/** The statistics of the live engine in a database, in the form of the oracle; none before it has tables. */
export async function liveStatistics(databaseUrl: string): Promise<readonly StatisticsLine[]> {
  const client = new Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    const found = await client.query<{ tables_in: string }>(
      `SELECT tables_in FROM analytics.projection_generations WHERE projection = 'engine' AND status = 'live'`,
    );
    const [live] = found.rows;
    if (live === undefined) return [];
    await client.query(`SELECT set_config('search_path', quote_ident($1), false)`, [live.tables_in]);
    const { rows } = await client.query<{ line: string; amount: string }>(STATISTICS);
    return rows.map(({ line, amount }) => `${line} = ${amount}`).sort();
  } finally {
    await client.end();
  }
}
