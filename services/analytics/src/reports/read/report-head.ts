import type { ReportHead } from '../rendering/report-page.js';
import type { ReportSubject } from './report-subject.js';
import { EXCLUDED } from './run-sums.js';

/** What the report is about, what it covers, and what is left out. */
export async function readHead({ model, run, summary, coverage }: ReportSubject): Promise<ReportHead> {
  if (run === null) return { experiment: summary, coverage, exclusions: [] };
  const [row] = await model.query<{ readonly excluded: number }>(
    `SELECT coalesce(sum(excluded), 0)::float8 AS excluded FROM run_statistics
     WHERE project = $1 AND experiment = $2 AND run = $3`,
    [run.project, run.experiment, run.run],
  );
  return { experiment: summary, coverage, exclusions: [{ reason: EXCLUDED, units: row?.excluded ?? 0 }] };
}
