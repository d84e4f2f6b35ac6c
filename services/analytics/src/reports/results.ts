import { completeAt } from '../reporting/coverage.js';
import type { Rendered } from '../reporting/rendered.js';
import { experimentReport } from './experiment-report.js';
import { NO_DAYS } from './read/day-sums.js';
import type { ReportSubject } from './read/report-subject.js';
import { readOpenDays } from './read/open-days.js';
import { NO_SUMS, readRunSums } from './read/run-sums.js';
import type { ExperimentReport } from './report.js';
import { resultsPage } from './results-page.js';
import { resultsTable } from './results-table.js';

/** What a run has come to. */
export async function resultsReport(subject: ReportSubject): Promise<Rendered<ExperimentReport>> {
  const { experiment, model, run, slots, coverage, now, defaults } = subject;
  const sums = run === null ? NO_SUMS : await readRunSums(model, run, slots);
  const completeTo = completeAt(coverage);
  const days = run === null ? NO_DAYS : await readOpenDays(model, run, slots, { ...sums, completeTo });
  return resultsOf(experiment, sums, { run: run?.run ?? null, coverage, slots, days, now, defaults });
}

/** The same of sums that have been read. */
export function resultsOf(
  ...[experiment, sums, context]: Parameters<typeof experimentReport>
): Rendered<ExperimentReport> {
  const report = experimentReport(experiment, sums, context);
  return { report, table: () => resultsTable(report), page: () => resultsPage(report) };
}
