import type { Clock } from '@assay/platform';
import { CLOCK } from '@assay/platform';
import type { Projections, Transaction } from '@assay/projections';
import { PROJECTIONS } from '@assay/projections';
import { Inject, Injectable } from '@nestjs/common';
import { ENGINE } from '../engine/engine.projection.js';

const READ = `SELECT max(kept_from)::float8 AS "keptFrom",
    (SELECT extract(epoch FROM min(first_exposure))::float8 * 1000 FROM run_statistics AS counted
     WHERE project = $1 AND experiment = $2 AND NOT EXISTS (
       SELECT FROM closed_runs AS closed
       WHERE (closed.project, closed.experiment) = (counted.project, counted.experiment)
         AND closed.run >= counted.run)) AS "firstExposure"
  FROM retained_events`;

/** How far back from the exposures of an experiment its events are still there. */
@Injectable()
export class KeptHistory {
  constructor(
    @Inject(PROJECTIONS) private readonly projections: Projections,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** @returns milliseconds before the first exposure that counts, or before now; Infinity where everything is kept */
  reach(project: string, experiment: string): Promise<number> {
    return this.projections.read(ENGINE, (model) =>
      reachOf(model, { project, experiment, now: this.clock.now() }),
    );
  }
}

async function reachOf(
  model: Transaction,
  {
    project,
    experiment,
    now,
  }: { readonly project: string; readonly experiment: string; readonly now: number },
): Promise<number> {
  const [row] = await model.query<{
    readonly keptFrom: number | null;
    readonly firstExposure: number | null;
  }>(READ, [project, experiment]);
  const keptFrom = row?.keptFrom ?? null;
  return keptFrom === null ? Infinity : (row?.firstExposure ?? now) - keptFrom;
}
