import type { Table } from '../../product/report/table.js';
import type { Coverage, ExperimentSummary, Exclusion } from '../report.js';
import { Html, html } from './html.js';
import { shortNumber } from './numbers.js';

/** What every report on an experiment says of itself. */
export interface ReportHead {
  readonly experiment: ExperimentSummary;
  readonly coverage: Coverage;
  readonly exclusions: readonly Exclusion[];
}

const STYLE = new Html(`<style>
body{font:14px/1.5 system-ui,sans-serif;margin:2rem auto;max-width:70rem;padding:0 1rem;color:#1a1a1a}
h1{font-size:1.4rem;margin-bottom:0}h2{font-size:1.1rem;margin-top:2rem}.about{color:#555;margin-top:.2rem}
table{border-collapse:collapse;width:100%;font-size:.85rem}.table{overflow-x:auto}
th,td{border-bottom:1px solid #ddd;padding:.25rem .5rem;text-align:right}
th:first-child,td:first-child{text-align:left}svg{max-width:100%;height:auto;display:block}
.verdict{border-left:.3rem solid #555;padding:.3rem .8rem;background:#f4f4f4}
@media print{body{margin:0;max-width:none;padding:0;font-size:10pt}section{break-inside:avoid}section:has(tr:nth-child(30)){break-inside:auto}
table{font-size:7.5pt}th,td{padding:.15rem .25rem;overflow-wrap:anywhere}.table{overflow:visible}tr{break-inside:avoid}thead{display:table-header-group}}
</style>`);

/** A page that says what it is about and what it covers. */
export function reportPage(title: string, head: ReportHead, sections: readonly Html[]): string {
  const { experiment, coverage, exclusions } = head;
  const run = experiment.run === null ? 'not started' : `run ${String(experiment.run)}`;
  const left = exclusions.map(
    ({ reason, units, events }) =>
      `${events === undefined ? `${String(units)} units` : `${String(events)} events`} ${reason}`,
  );
  const winner = experiment.winner === null ? '' : ` with ${experiment.winner}`;
  const about = `${experiment.key}, ${experiment.status}${winner}, ${run}, ${experiment.origin}. Left out: ${left.join('; ')}.`;
  return page({ name: `${experiment.name}: ${title}`, about, coverage }, sections);
}

/** What a page is about, in words, and how much of the log it holds. */
export interface PageHead {
  readonly name: string;
  readonly about: string;
  readonly coverage: Coverage;
}

export function page({ name, about, coverage }: PageHead, sections: readonly Html[]): string {
  const positions = coverage.positions.map(
    ({ topic, partition, offset }) => `${topic}/${String(partition)}: ${String(offset)}`,
  );
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <title>${name}</title>
        ${STYLE}
      </head>
      <body>
        <h1>${name}</h1>
        <p class="about">
          ${about} Data complete to ${coverage.completeTo ?? 'no instant yet'}. ${coverage.note ?? ''}
        </p>
        ${sections}
        <p class="about">Read up to ${positions.join(', ')}. Times and days are UTC.</p>
      </body>
    </html>`.text;
}

/** A table under a heading. */
export const tableSection = (heading: string, table: Table, before: readonly Html[] = []): Html =>
  html`<section>
    <h2>${heading}</h2>
    ${before} ${tableOf(withoutEmptyColumns(table))}
  </section>`;

const tableOf = ({ columns, rows }: Table): Html =>
  html`<div class="table">
    <table>
      <thead>
        <tr>
          ${columns.map((name) => html`<th>${name.replaceAll('_', ' ')}</th>`)}
        </tr>
      </thead>
      <tbody>
        ${rows.map(
          (row) =>
            html`<tr>
              ${row.map((cell) => html`<td>${shown(cell)}</td>`)}
            </tr>`,
        )}
      </tbody>
    </table>
  </div>`;

/** A page has room for what there is: columns in which nothing stands are left out. */
function withoutEmptyColumns({ columns, rows }: Table): Table {
  const filled = columns.map((_, place) => rows.some((row) => row[place] !== null && row[place] !== ''));
  const isShown = (_: unknown, place: number): boolean => rows.length === 0 || filled[place] === true;
  return { columns: columns.filter(isShown), rows: rows.map((row) => row.filter(isShown)) };
}

const shown = (cell: string | number | boolean | null): string | null =>
  typeof cell === 'number' ? shortNumber(cell) : typeof cell === 'boolean' ? (cell ? 'yes' : 'no') : cell;
