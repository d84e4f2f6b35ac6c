import type { ReportHead } from './report.js';

/** Which experiment and run, and up to when the data are complete. */
export function heading({ experiment, coverage }: ReportHead): string {
  const { key, run, origin } = experiment;
  const runText = run === null ? 'no run yet' : `run ${String(run)}`;
  return `${key} (${standing(experiment)}, ${runText}, ${origin}), complete to ${coverage.completeTo ?? '–'}`;
}

function standing({ status, winner = null }: ReportHead['experiment']): string {
  if (status !== 'concluded' && status !== 'archived') return status;
  return winner === null ? `${status} without a winner` : `${status}: ${winner} is served to all`;
}
