import { escapeIdentifier, Query } from 'pg';
import type { PoolClient } from 'pg';

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

const LENGTH_BYTES = 4;
const COPY_DONE = Buffer.from(['c'.charCodeAt(0), 0, 0, 0, LENGTH_BYTES]);

function copyDataHead(chunk: Buffer): Buffer {
  const head = Buffer.from(['d'.charCodeAt(0), 0, 0, 0, 0]);
  head.writeUInt32BE(chunk.length + LENGTH_BYTES, 1);
  return head;
}

/**
 * COPY FROM STDIN whose rows go behind the statement without waiting for the server to ask for them. One that is refused
 * leaves them aside, as the protocol has it of CopyData and CopyDone outside of a COPY.
 */
class CopyQuery extends Query {
  constructor(text: string, chunks: readonly Buffer[], callback: (error?: Error | null) => void) {
    super(text, callback);
    this.submit = (connection) => {
      const { stream } = connection;
      stream.cork();
      connection.query(text);
      for (const chunk of chunks) {
        stream.write(copyDataHead(chunk));
        stream.write(chunk);
      }
      stream.write(COPY_DONE);
      stream.uncork();
    };
  }

  handleCopyInResponse(): void {
    // They are on their way.
  }
}

/** COPY of {@link copyChunks} into a table. */
export function copyRows(
  client: PoolClient,
  table: string,
  columns: readonly string[],
  chunks: readonly Buffer[],
): Promise<void> {
  const names = columns.map((column) => escapeIdentifier(column)).join(', ');
  const text = `COPY ${escapeIdentifier(table)} (${names}) FROM STDIN`;
  return new Promise((resolve, reject) => {
    const done = (error?: Error | null): void => {
      if (error) reject(error);
      else resolve();
    };
    client.query(new CopyQuery(text, chunks, done));
  });
}
