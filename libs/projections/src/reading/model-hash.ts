import { createHash } from 'node:crypto';
import type { Hash } from 'node:crypto';
import { canonicalJson } from '@assay/contracts';
import { inTransaction } from '@assay/event-store';
import type { Position } from '@assay/event-bus';
import type { Pool, PoolClient } from 'pg';
import { escapeIdentifier } from 'pg';
import type { ProjectionDefinition } from '../definition.js';
import type { Generation } from '../generations/generation.js';

/** The hash of a read model, and the offsets it was taken at. */
export interface ModelHash {
  /** SHA-256, lower-case hex. */
  readonly hash: string;
  readonly rows: number;
  readonly positions: readonly Position[];
}

const PAGE = 5_000;
/** Every value as the text that Postgres writes: no value depends on how this process reads a type. */
const asText = { getTypeParser: () => (value: string) => value };

async function hashQuery(client: PoolClient, query: string, hash: Hash): Promise<number> {
  await client.query(`DECLARE model NO SCROLL CURSOR FOR ${query}`);
  let count = 0;
  for (;;) {
    const { rows } = await client.query<string[]>({
      text: `FETCH ${String(PAGE)} FROM model`,
      rowMode: 'array',
      types: asText,
    });
    for (const row of rows) hash.update(`${canonicalJson(row)}\n`);
    count += rows.length;
    if (rows.length < PAGE) break;
  }
  await client.query('CLOSE model');
  hash.update('\n');
  return count;
}

/**
 * SHA-256 over the rows of a projection's hash queries, row by row as canonical JSON of their texts, on one
 * snapshot together with its offsets. Takes memory for one page of rows.
 */
export function hashGeneration(
  pool: Pool,
  definition: Pick<ProjectionDefinition, 'hashQueries'>,
  { projection, generation, tablesIn }: Pick<Generation, 'projection' | 'generation' | 'tablesIn'>,
): Promise<ModelHash> {
  return inTransaction(
    pool,
    async (client) => {
      const checkpoints = await client.query<Position>(
        `SELECT topic, partition, position AS "offset" FROM projection_checkpoints
         WHERE projection = $1 AND generation = $2 ORDER BY topic, partition`,
        [projection, generation],
      );
      await client.query(`SET LOCAL search_path = ${escapeIdentifier(tablesIn)}`);
      await client.query(`SET LOCAL TimeZone = 'UTC'; SET LOCAL extra_float_digits = 1`);
      const hash = createHash('sha256');
      let rows = 0;
      for (const query of definition.hashQueries) rows += await hashQuery(client, query, hash);
      return { hash: hash.digest('hex'), rows, positions: checkpoints.rows };
    },
    'BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY',
  );
}
