import { counted } from '@assay/contracts';
import type { Html } from '../../reporting/html.js';
import { page, tableSection } from '../../reporting/page.js';
import type { Rendered } from '../../reporting/rendered.js';
import type { Counting } from './counting.js';
import type { Coverage } from '../../reporting/coverage.js';
import type { Window } from './window.js';
import type { Table } from '../../reporting/table.js';

interface Described {
  readonly coverage: Coverage;
  readonly window?: Window;
  readonly counting?: Counting;
}

/**
 * A report with what it looks like as a table, and as a page with that table.
 * @param pictured what the page shows above the table
 */
export function rendered<Report extends Described>(
  name: string,
  report: Report,
  table: () => Table,
  pictured: () => readonly Html[] = () => [],
): Rendered<Report> {
  const { coverage } = report;
  return {
    report,
    table,
    page: () =>
      page({ name, about: aboutOf(report), coverage }, [tableSection('Figures', table(), pictured())]),
  };
}

function aboutOf({ window, counting }: Described): string {
  const notYet = counting?.status === 'counting' ? `Not complete: ${counting.reason}.` : '';
  if (window === undefined) return notYet;
  const { from, to, days } = window;
  const when =
    from === null || to === null ? 'Nothing has happened yet.' : `${from} to ${to}, ${counted(days, 'day')}.`;
  return notYet === '' ? when : `${when} ${notYet}`;
}
