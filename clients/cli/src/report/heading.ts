import type { ReportHead } from './report.js';

/** Which experiment and run, up to when the data are complete, and what is to be known of them. */
export function heading({ experiment, coverage }: ReportHead): string {
  const { key, run, origin } = experiment;
  const runText = run === null ? 'no run yet' : `run ${String(run)}`;
  const { completeTo, note } = coverage;
  const about = `${key} (${standing(experiment)}, ${runText}, ${origin}), complete to ${completeTo ?? '–'}`;
  return note === undefined ? about : `${about}\n${note}`;
}

function standing({ status, winner = null }: ReportHead['experiment']): string {
  if (status !== 'concluded' && status !== 'archived') return status;
  return winner === null ? `${status} without a winner` : `${status}: ${winner} is served to all`;
}
