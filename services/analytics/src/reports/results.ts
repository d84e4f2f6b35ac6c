import type { Rendered } from './rendering/rendered.js';
import { experimentReport } from './experiment-report.js';
import { hasWindow, isMatured } from './matured-sums.js';
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
  const completeTo = coverage.completeTo === null ? null : Date.parse(coverage.completeTo);
  const open = slots.filter(
    ({ spec }) => hasWindow(spec) && !isMatured(spec, sums.lastExposureAt, completeTo),
  );
  const days = run === null || open.length === 0 ? NO_DAYS : await readDaySums(model, run, open);
  const report = experimentReport(experiment, sums, { run: run?.run ?? null, coverage, slots, days, now });
  return { report, table: () => resultsTable(report), page: () => resultsPage(report) };
}
