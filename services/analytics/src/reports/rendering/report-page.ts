import { counted } from '@assay/contracts';
import type { Coverage } from '../../reporting/coverage.js';
import type { Html } from '../../reporting/html.js';
import { page } from '../../reporting/page.js';
import type { ExperimentSummary, Exclusion } from '../report.js';

/** What every report on an experiment says of itself. */
export interface ReportHead {
  readonly experiment: ExperimentSummary;
  readonly coverage: Coverage;
  readonly exclusions: readonly Exclusion[];
}

/** A page that says what it is about and what it covers. */
export function reportPage(title: string, head: ReportHead, sections: readonly Html[]): string {
  const { experiment, coverage, exclusions } = head;
  const run = experiment.run === null ? 'not started' : `run ${String(experiment.run)}`;
  const left = exclusions.map(
    ({ reason, units, events }) =>
      `${events === undefined ? counted(units, 'unit') : counted(events, 'event')} ${reason}`,
  );
  const about = `${experiment.key}, ${statusOf(experiment)}, ${run}, ${experiment.origin}. Left out: ${left.join('; ')}.`;
  return page({ name: `${experiment.name}: ${title}`, about, coverage }, sections);
}

function statusOf({ status, winner }: ExperimentSummary): string {
  if (status !== 'concluded' && status !== 'archived') return status;
  return winner === null ? `${status} without a winner` : `${status}, ${winner} is served to all`;
}
