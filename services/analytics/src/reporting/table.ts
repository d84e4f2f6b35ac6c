import type { Coverage } from './coverage.js';

type Cell = string | number | boolean | null;

/** A report as rows under names of columns. */
export interface Table {
  readonly columns: readonly string[];
  readonly rows: readonly (readonly Cell[])[];
  /** Columns whose numbers are fractions of a whole: pages say them in percent. */
  readonly shares?: readonly string[];
}

/** A report with what it looks like as a table. */
export interface Tabular<Report = unknown> {
  readonly report: Report;
  readonly table: () => Table;
}

const NEEDS_QUOTES = /[",\r\n]/;
/** Spreadsheets would take it for a formula. */
const FORMULA = /^[=+\-@\t\r]/;

function cellText(cell: Cell): string {
  if (cell === null) return '';
  if (typeof cell !== 'string') return String(cell);
  const text = FORMULA.test(cell) ? `'${cell}` : cell;
  return NEEDS_QUOTES.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** RFC 4180, with a heading. */
export const csvOf = ({ columns, rows }: Table): string =>
  [columns, ...rows].map((row) => `${row.map(cellText).join(',')}\r\n`).join('');

export interface Page<Item> {
  readonly coverage: Coverage;
  readonly items: readonly Item[];
  /** Give it as `cursor` for the next page; null on the last one. */
  readonly nextCursor: string | null;
}

/** @param next the key of the last item, where there are more of them */
export const pageOf = <Item>(
  coverage: Coverage,
  items: readonly Item[],
  next: string | undefined,
): Page<Item> => ({ coverage, items, nextCursor: next ?? null });
