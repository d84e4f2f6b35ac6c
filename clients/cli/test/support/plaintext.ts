import type { Client } from 'pg';

interface Table {
  readonly schema: string;
  readonly name: string;
}

const TABLES = `SELECT table_schema AS schema, table_name AS name FROM information_schema.tables
  WHERE table_type = 'BASE TABLE' AND table_schema NOT IN ('pg_catalog', 'information_schema')`;

/** Tables of any schema in which a text stands: as text, or as the bytes of one. */
export async function tablesWith(database: Client, text: string): Promise<readonly string[]> {
  const { rows } = await database.query<Table>(TABLES);
  const found: string[] = [];
  for (const { schema, name } of rows) {
    const table = `${database.escapeIdentifier(schema)}.${database.escapeIdentifier(name)}`;
    const { rowCount } = await database.query(
      `SELECT 1 FROM ${table} AS stored
       WHERE strpos(stored::text, $1) > 0 OR strpos(stored::text, encode(convert_to($1, 'UTF8'), 'hex')) > 0 LIMIT 1`,
      [text],
    );
    if (rowCount === 1) found.push(`${schema}.${name}`);
  }
  return found.sort();
}
