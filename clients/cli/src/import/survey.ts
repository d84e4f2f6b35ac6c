import type { Columns } from './columns.js';
import { findColumns } from './columns.js';
import type { ImportRequest } from './import-request.js';
import { mapRow } from './map-row.js';
import { valueFor } from './outcome-value.js';
import type { RowProblem } from './read-rows.js';
import { readRows } from './read-rows.js';

/** What a first reading of the file finds: enough to make the experiment and to show how far the second one is. */
export interface Survey {
  readonly columns: Columns;
  readonly rows: number;
  /** Values of the variant column with the number of rows that have them. */
  readonly variants: ReadonlyMap<string, number>;
  /** Type of each outcome asked for, in order. */
  readonly types: readonly ('proportion' | 'mean')[];
  /** Milliseconds; undefined without a time column. */
  readonly earliest: number | undefined;
  /** What is wrong with the first row that cannot be used. */
  readonly firstProblem: RowProblem | undefined;
}

interface Seen {
  hasWords: boolean;
  hasOtherNumbers: boolean;
}

/** TRUE, FALSE, 0 and 1 make a proportion, other numbers a mean; a column with words is never a mean. */
const typeOf = ({ hasWords, hasOtherNumbers }: Seen): 'proportion' | 'mean' =>
  hasOtherNumbers && !hasWords ? 'mean' : 'proportion';

export async function survey(request: ImportRequest, now: number): Promise<Survey> {
  const file = await readRows(request.file, request.delimiter);
  const columns = findColumns(request, file.columns);
  const variants = new Map<string, number>();
  const seen: Seen[] = columns.outcomes.map(() => ({ hasWords: false, hasOtherNumbers: false }));
  let rows = 0;
  let earliest: number | undefined;
  let firstProblem: RowProblem | undefined;
  for await (const raw of file.rows) {
    rows += 1;
    const row = mapRow({ columns, experiment: request.experiment, now }, raw);
    if (row === 'left-out') continue;
    if ('problem' in row) {
      firstProblem ??= row;
      continue;
    }
    variants.set(row.variant, (variants.get(row.variant) ?? 0) + 1);
    if (row.time !== undefined) earliest = Math.min(earliest ?? row.time, row.time);
    row.values.forEach((value, i) => {
      const column = seen[i];
      if (column === undefined) return;
      column.hasWords ||= value.kind === 'word';
      column.hasOtherNumbers ||= valueFor('proportion', value) === undefined;
    });
  }
  return { columns, rows, variants, types: seen.map(typeOf), earliest, firstProblem };
}
