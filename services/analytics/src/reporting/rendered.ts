import type { Tabular } from './table.js';

/** A report with what it looks like as a table and as a page. */
export interface Rendered<Report = unknown> extends Tabular<Report> {
  readonly page: () => string;
}
