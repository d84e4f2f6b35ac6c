import { finished } from 'node:stream/promises';
import { escapeIdentifier } from 'pg';
import type { PoolClient } from 'pg';
import { from as copyFrom } from 'pg-copy-streams';

const CHUNK = 256 * 1024;

/** Rows in tab-separated text format, already escaped, with line ends, in pieces of a size that the socket likes. */
export function copyChunks(rows: Iterable<string>): readonly Buffer[] {
  const chunks: Buffer[] = [];
  let lines: string[] = [];
  let length = 0;
  const close = (): void => {
    if (lines.length > 0) chunks.push(Buffer.from(`${lines.join('\n')}\n`));
    lines = [];
    length = 0;
  };
  for (const row of rows) {
    lines.push(row);
    length += row.length;
    if (length >= CHUNK) close();
  }
  close();
  return chunks;
}

/** COPY of {@link copyChunks} into a table. */
export async function copyRows(
  client: PoolClient,
  table: string,
  columns: readonly string[],
  chunks: readonly Buffer[],
): Promise<void> {
  const names = columns.map((column) => escapeIdentifier(column)).join(', ');
  const target = client.query(copyFrom(`COPY ${escapeIdentifier(table)} (${names}) FROM STDIN`));
  for (const chunk of chunks) target.write(chunk);
  target.end();
  await finished(target);
}
