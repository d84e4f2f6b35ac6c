import type { PauseRequest } from '@assay/contracts';
import type { Projections } from '@assay/projections';
import { EXPERIMENTS } from '../../experiments/experiments.projection.js';
import type { ReportedExperiment } from '../../experiments/reported-experiment.js';

/** An experiment under way, in its project. */
export interface WatchedExperiment {
  readonly project: string;
  readonly experiment: ReportedExperiment;
}

interface Row {
  readonly project: string;
  readonly document: ReportedExperiment;
}

/** Experiments that are running or paused. */
export async function watchedExperiments(
  projections: Pick<Projections, 'read'>,
): Promise<readonly WatchedExperiment[]> {
  const rows = await projections.read(EXPERIMENTS, (model) =>
    model.query<Row>(
      `SELECT project, document FROM experiments WHERE document ->> 'status' IN ('running', 'paused')
       ORDER BY project, key`,
    ),
  );
  return rows.map(({ project, document }) => ({ project, experiment: document }));
}

/** What its owner is asked; nothing where units are assigned elsewhere or it does not run. */
export function pauseRequest(
  { origin, run, runningSince }: ReportedExperiment,
  guardrail: string,
): { readonly pause?: PauseRequest } {
  if (origin !== 'assigned' || run === null || runningSince === null) return {};
  return { pause: { run, since: runningSince, guardrail } };
}
