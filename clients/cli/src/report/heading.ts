import type { ReportHead } from './report.js';

/** Which experiment and run, and up to when the data are complete. */
export function heading({ experiment, coverage }: ReportHead): string {
  const { key, status, run, origin } = experiment;
  const runText = run === null ? 'no run yet' : `run ${String(run)}`;
  return `${key} (${status}, ${runText}, ${origin}), complete to ${coverage.completeTo ?? '–'}`;
}
