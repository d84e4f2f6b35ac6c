import type { Projections } from '@assay/projections';
import { PROJECTIONS } from '@assay/projections';
import { Inject, Injectable } from '@nestjs/common';
import type { StartedExperiment } from '../evidence/build-evidence.js';
import { isStarted } from '../evidence/build-evidence.js';
import type { ExperimentView } from '../experiments/experiment-view.js';
import type { SeenOfRun } from '../promotion-handling/experiment-directory.js';
import { ExperimentDirectory } from '../promotion-handling/experiment-directory.js';
import type { PromotionState } from '../promotion/promotion-state.js';
import { NO_PROMOTION } from '../promotion/promotion-state.js';

/** A running experiment with all that a check of it needs. */
export interface RunningExperiment {
  readonly project: string;
  readonly experiment: StartedExperiment;
  readonly seen: SeenOfRun;
  readonly state: PromotionState;
}

interface Row {
  readonly stream: string;
  readonly project: string;
  readonly view: ExperimentView;
}

type StartedRow = Row & { readonly view: StartedExperiment };

const PAGE = 250;
const RUNNING = `
  SELECT stream, project, view FROM experiments
   WHERE view->>'status' = 'running' AND stream > $1 AND ($2::text IS NULL OR project = $2)
   ORDER BY stream LIMIT ${String(PAGE)}`;
const STATES = `
  SELECT wanted.place::int AS place, known.state
    FROM unnest($1::text[], $2::text[]) WITH ORDINALITY AS wanted (project, experiment, place)
    JOIN promotions AS known USING (project, experiment)`;

/** All experiments that run, in pages: a fixed number of statements for each page. */
@Injectable()
export class RunningExperiments {
  constructor(
    @Inject(PROJECTIONS) private readonly models: Projections,
    private readonly directory: ExperimentDirectory,
  ) {}

  /** @param project undefined for all */
  async *pages(project: string | undefined): AsyncGenerator<readonly RunningExperiment[]> {
    for (let after = ''; ;) {
      const rows = await this.models.read('experiments', (reader) =>
        reader.query<Row>(RUNNING, [after, project ?? null]),
      );
      yield await this.withKnowledge(rows.filter((row): row is StartedRow => isStarted(row.view)));
      after = rows.at(-1)?.stream ?? after;
      if (rows.length < PAGE) return;
    }
  }

  private async withKnowledge(rows: readonly StartedRow[]): Promise<readonly RunningExperiment[]> {
    const runs = rows.map(({ project, view }) => ({ project, experiment: view.key, run: view.run }));
    const seen = await this.directory.seenOf(runs);
    const known = await this.models.read('promotions', (reader) =>
      reader.query<{ place: number; state: PromotionState }>(STATES, [
        runs.map(({ project }) => project),
        runs.map(({ experiment }) => experiment),
      ]),
    );
    const states = new Map(known.map(({ place, state }) => [place, state]));
    return rows.map(({ project, view }, index) => ({
      project,
      experiment: view,
      seen: seen[index] ?? { known: undefined, guardrailBreaches: [] },
      state: states.get(index + 1) ?? NO_PROMOTION,
    }));
  }
}
