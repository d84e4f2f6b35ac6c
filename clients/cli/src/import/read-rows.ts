import { parse } from 'csv-parse';
import { UnreadableFileError } from '../errors/unreadable-file.error.js';
import { openBytes } from './open-bytes.js';

/** One record below the header. */
export interface RawRow {
  /** Line of the file it ends on, from 1; the header is line 1. */
  readonly line: number;
  /** Which record below the header, from 1. */
  readonly number: number;
  readonly cells: readonly string[];
}

/** Where in the file something cannot be used, and why. */
export interface RowProblem {
  readonly line: number;
  readonly problem: string;
}

interface CsvFile {
  readonly columns: readonly string[];
  /** To be read to its end, or closed with `return`. */
  readonly rows: AsyncGenerator<RawRow | RowProblem>;
}

interface Parsed {
  readonly record: readonly string[];
  readonly info: { readonly lines: number; readonly records: number };
}

const LONGEST_RECORD = 1_000_000;

/** Opens a CSV or CSV.gz file and reads its header. */
export async function readRows(path: string, delimiter: string): Promise<CsvFile> {
  const records = recordsOf(path, delimiter);
  const first = await records.next();
  if (first.done === true)
    throw new UnreadableFileError(path, 'is empty; its first line must name the columns');
  if ('problem' in first.value) throw new UnreadableFileError(path, first.value.problem);
  const columns = first.value.record.map((name) => name.trim());
  return { columns, rows: rowsOf(records, columns.length) };
}

async function* rowsOf(
  records: AsyncGenerator<Parsed | RowProblem>,
  width: number,
): AsyncGenerator<RawRow | RowProblem> {
  for await (const entry of records) {
    if ('problem' in entry) yield entry;
    else if (entry.record.length === width)
      yield { line: entry.info.lines, number: entry.info.records - 1, cells: entry.record };
    else
      yield {
        line: entry.info.lines,
        problem: `has ${columnCount(entry.record)}, the header has ${String(width)}`,
      };
  }
}

const columnCount = ({ length }: readonly string[]): string =>
  `${String(length)} ${length === 1 ? 'column' : 'columns'}`;

async function* recordsOf(path: string, delimiter: string): AsyncGenerator<Parsed | RowProblem> {
  const bytes = await openBytes(path);
  const parser = parse({
    delimiter,
    bom: true,
    info: true,
    relax_column_count: true,
    // A stray quote stays in its cell; read strictly, it would take the rows after it along.
    relax_quotes: true,
    skip_empty_lines: true,
    skip_records_with_error: true,
    max_record_size: LONGEST_RECORD,
  });
  const skipped: RowProblem[] = [];
  parser.on('skip', (error: Error & { lines?: number }) =>
    skipped.push({ line: error.lines ?? 0, problem: `is not CSV: ${error.message}` }),
  );
  bytes.on('error', (error) => parser.destroy(error));
  bytes.pipe(parser);
  try {
    for await (const record of parser as AsyncIterable<Parsed>) {
      yield* skipped.splice(0);
      yield record;
    }
    yield* skipped.splice(0);
  } catch (error) {
    throw new UnreadableFileError(path, error instanceof Error ? error.message : String(error), {
      cause: error,
    });
  } finally {
    bytes.destroy();
  }
}
