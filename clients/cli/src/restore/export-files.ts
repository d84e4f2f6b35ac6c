import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { UnreadableFileError } from '../errors/unreadable-file.error.js';
import { UsageError } from '../errors/usage.error.js';
import { openBytes } from '../import/open-bytes.js';
import type { ExportedRecord } from './log-check.js';

/** A line of an export, and what it says. */
interface ExportedLine {
  readonly text: string;
  readonly record: ExportedRecord;
}

/** The file itself, or the exports in a folder: NDJSON, plain or gzip. */
export async function exportFiles(path: string): Promise<readonly string[]> {
  const found = await stat(path).catch((error: NodeJS.ErrnoException) => {
    throw new UnreadableFileError(path, error.code === 'ENOENT' ? 'does not exist' : error.message, {
      cause: error,
    });
  });
  if (!found.isDirectory()) return [path];
  const names = (await readdir(path)).sort();
  const unfinished = names.find((name) => name.endsWith('.progress'));
  if (unfinished !== undefined)
    throw new UsageError(
      `${join(path, unfinished)}: the export was interrupted; give the same "assay export" again first`,
    );
  const files = names.filter((name) => /\.ndjson(\.gz)?$/.test(name)).map((name) => join(path, name));
  if (files.length > 0) return files;
  throw new UsageError(`${path} holds no export: there is no file that ends with .ndjson or .ndjson.gz`);
}

/** The lines of one file. @throws UsageError naming a line that no export has */
export async function* exportedLines(file: string): AsyncGenerator<ExportedLine> {
  let number = 0;
  for await (const text of createInterface({ input: await openBytes(file), crlfDelay: Infinity })) {
    number += 1;
    if (text.trim() !== '') yield { text, record: recordOf(text, `${file}:${String(number)}`) };
  }
}

function recordOf(text: string, place: string): ExportedRecord {
  let record: Partial<ExportedRecord> | null;
  try {
    record = JSON.parse(text) as Partial<ExportedRecord> | null;
  } catch {
    throw new UsageError(`${place} is not JSON: ${text.slice(0, 80)}`);
  }
  if (
    typeof record?.topic !== 'string' ||
    typeof record.headers !== 'object' ||
    typeof record.offset !== 'number'
  )
    throw new UsageError(`${place} is no message of an export (NDJSON): ${text.slice(0, 80)}`);
  return record as ExportedRecord;
}
