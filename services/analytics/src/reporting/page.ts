import { percentInWords, reasonInWords } from '@assay/contracts';
import type { Coverage } from './coverage.js';
import { Html, html } from './html.js';
import { inWords, shortNumber } from './numbers.js';
import type { Table } from './table.js';

const STYLE = new Html(`<style>
body{font:14px/1.5 system-ui,sans-serif;margin:2rem auto;max-width:74rem;padding:0 1rem;color:#1a1a1a;background:#fff}
h1{font-size:1.5rem;margin-bottom:0}h2{font-size:1.1rem;margin:2.2rem 0 .3rem}.about{color:#555;margin:.4rem 0 .7rem}
table{border-collapse:collapse;min-width:min(100%,40rem);font-size:.85rem;font-variant-numeric:tabular-nums}.table{overflow-x:auto}
th{color:#555;font-weight:600;border-bottom:2px solid #ccc;vertical-align:bottom}
th,td{padding:.35rem .45rem;text-align:right}td{border-bottom:1px solid #e3e3e3}
.text{text-align:left}.text:first-child{white-space:nowrap}svg{max-width:46rem;width:100%;height:auto;display:block;margin:.6rem 0}
.foot{color:#777;font-size:.75rem;margin-top:2.5rem;overflow-wrap:anywhere}
.verdict{border-left:.4rem solid #5b6b7f;padding:.6rem 1rem;background:#f2f4f6;margin:1.2rem 0;print-color-adjust:exact}
.verdict strong{font-size:1.15rem}.good{border-color:#1a7f4b;background:#eaf6ef}.bad{border-color:#c0392b;background:#fbeceb}
.unsure{border-color:#b7791f;background:#fdf5e6}
@media print{body{margin:0;max-width:none;padding:0;font-size:10pt}section{break-inside:avoid}section:has(tr:nth-child(30)){break-inside:auto}
table{font-size:7.5pt}th,td{padding:.15rem .25rem}.text{overflow-wrap:anywhere}.table{overflow:visible}tr{break-inside:avoid}thead{display:table-header-group}}
</style>`);

/** What a page is about, in words, and how much of the log it holds. */
interface PageHead {
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
          ${about} Data complete to ${momentOf(coverage.completeTo)}. ${coverage.note ?? ''}
        </p>
        ${sections}
        <p class="foot">Read up to ${positions.join(', ')}. Times and days are UTC.</p>
      </body>
    </html>`.text;
}

/** To the second: nobody reads milliseconds. */
const momentOf = (instant: string | null): string =>
  instant === null ? 'no instant yet' : `${instant.slice(0, 19).replace('T', ' ')} UTC`;

/** A table under a heading. */
export const tableSection = (heading: string, table: Table, before: readonly Html[] = []): Html =>
  html`<section>
    <h2>${heading}</h2>
    ${before} ${tableOf(withoutEmptyColumns(table))}
  </section>`;

/** Columns of words begin on the left, those of figures end on the right. */
function tableOf({ columns, rows, shares = [] }: Table): Html {
  const isText = columns.map((_, at) => rows.some((row) => isWords(row[at] ?? null)));
  const aligned = (at: number): Html => new Html(at === 0 || isText[at] === true ? ' class="text"' : '');
  return html`<div class="table">
    <table>
      <thead>
        <tr>
          ${columns.map((name, at) => html`<th${aligned(at)}>${name.replaceAll('_', ' ')}</th>`)}
        </tr>
      </thead>
      <tbody>
        ${rows.map(
          (row) =>
            html`<tr>
              ${row.map((cell, at) => html`<td${aligned(at)}>${cell === null && isText[at] === true ? '' : shown(cell, columns[at] ?? '', shares)}</td>`)}
            </tr>`,
        )}
      </tbody>
    </table>
  </div>`;
}

/** Columns in which a table for programs has codes. */
const IN_WORDS: Readonly<Record<string, (cell: string) => string>> = {
  reason: reasonInWords,
  warnings: (codes) => codes.split(' ').map(reasonInWords).join('; '),
};

const isWords = (cell: string | number | boolean | null): boolean =>
  typeof cell === 'string' && /^[^\d<>+-]/.test(cell);

/** A page has room for what there is: columns in which nothing stands are left out. */
function withoutEmptyColumns({ columns, rows, shares = [] }: Table): Table {
  const filled = columns.map((_, place) => rows.some((row) => row[place] !== null && row[place] !== ''));
  const isShown = (_: unknown, place: number): boolean => rows.length === 0 || filled[place] === true;
  return { shares, columns: columns.filter(isShown), rows: rows.map((row) => row.filter(isShown)) };
}

function shown(
  cell: string | number | boolean | null,
  column: string,
  shares: readonly string[],
): string | null {
  if (typeof cell === 'number')
    return shares.includes(column) ? inWords(cell, percentInWords) : shortNumber(cell);
  if (typeof cell === 'boolean') return cell ? 'yes' : 'no';
  return cell === null ? null : (IN_WORDS[column]?.(cell) ?? cell);
}
