import type { Client } from 'pg';
import { DatabaseError } from 'pg';

interface Table {
  readonly schema: string;
  readonly name: string;
}

const TABLES = `SELECT table_schema AS schema, table_name AS name FROM information_schema.tables
  WHERE table_type = 'BASE TABLE' AND table_schema NOT IN ('pg_catalog', 'information_schema')`;

/** undefined_table, invalid_schema_name: a rebuild has dropped it since. */
const GONE = new Set(['42P01', '3F000']);

/** Tables of any schema in which a text stands: as text, or as the bytes of one. */
export async function tablesWith(database: Client, text: string): Promise<readonly string[]> {
  const { rows } = await database.query<Table>(TABLES);
  const found: string[] = [];
  for (const table of rows)
    if (await holds(database, table, text)) found.push(`${table.schema}.${table.name}`);
  return found.sort();
}

async function holds(database: Client, { schema, name }: Table, text: string): Promise<boolean> {
  const table = `${database.escapeIdentifier(schema)}.${database.escapeIdentifier(name)}`;
  try {
    const { rowCount } = await database.query(
      `SELECT 1 FROM ${table} AS stored
       WHERE strpos(stored::text, $1) > 0 OR strpos(stored::text, encode(convert_to($1, 'UTF8'), 'hex')) > 0 LIMIT 1`,
      [text],
    );
    return rowCount === 1;
  } catch (error) {
    if (error instanceof DatabaseError && GONE.has(error.code ?? '')) return false;
    throw error;
  }
}
