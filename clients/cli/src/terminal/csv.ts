const NEEDS_QUOTES = /[",\r\n]/;
/** What a spreadsheet would take for a formula. */
const FORMULA = /^[=+\-@\t\r]/;

/** What a cell may hold. */
export type Cell = string | number | boolean | null | undefined;

const cell = (value: Cell): string => {
  const text = String(value ?? '');
  const safe = FORMULA.test(text) && Number.isNaN(Number(text)) ? `'${text}` : text;
  return NEEDS_QUOTES.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
};

/** One line of CSV (RFC 4180), without its end; texts that a spreadsheet would run are kept texts. */
export const csvLine = (values: readonly Cell[]): string => values.map(cell).join(',');
