import type { Rendered } from './rendering/rendered.js';
import { experimentReport } from './experiment-report.js';
import { hasWindow } from './matured-sums.js';
import { NO_DAYS, readDaySums } from './read/day-sums.js';
import type { ReportSubject } from './read/experiment-reader.js';
import { NO_SUMS, readRunSums } from './read/run-sums.js';
import type { ExperimentReport } from './report.js';
import { resultsPage } from './results-page.js';
import { resultsTable } from './results-table.js';

/** What a run has come to. */
export async function resultsReport(subject: ReportSubject): Promise<Rendered<ExperimentReport>> {
  const { experiment, model, run, slots, coverage, now } = subject;
  const sums = run === null ? NO_SUMS : await readRunSums(model, run, slots);
  const windowed = slots.filter(({ spec }) => hasWindow(spec));
  const days = run === null || windowed.length === 0 ? NO_DAYS : await readDaySums(model, run, windowed);
  const report = experimentReport(experiment, sums, { run: run?.run ?? null, coverage, slots, days, now });
  return { report, table: () => resultsTable(report), page: () => resultsPage(report) };
}
