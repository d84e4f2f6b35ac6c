import type { Projections } from '@assay/projections';
import { PROJECTIONS } from '@assay/projections';
import { Inject, Injectable } from '@nestjs/common';
import { setTimeout } from 'node:timers/promises';
import { EXPERIMENTS } from './experiments.projection.js';
import type { ReportedExperiment } from './reported-experiment.js';

const LOOKS = 20;
const LOOK_MS = 100;

interface Row {
  readonly document: ReportedExperiment;
}

/** Reads the definitions of experiments. */
@Injectable()
export class ExperimentDirectory {
  constructor(@Inject(PROJECTIONS) private readonly projections: Projections) {}

  async find(project: string, key: string): Promise<ReportedExperiment | undefined> {
    const rows = await this.projections.read(EXPERIMENTS, (model) =>
      model.query<Row>('SELECT document FROM experiments WHERE project = $1 AND key = $2', [project, key]),
    );
    return rows[0]?.document;
  }

  /** Every experiment with its last run; one that was never started has its first one to come. */
  latestRuns(): Promise<readonly { readonly project: string; readonly key: string; readonly run: number }[]> {
    return this.projections.read(EXPERIMENTS, (model) =>
      model.query(`SELECT project, key, coalesce((document ->> 'run')::int, 1) AS run FROM experiments`),
    );
  }

  /** Those of the experiments that there are, by key. */
  async named(project: string, keys: readonly string[]): Promise<ReadonlyMap<string, ReportedExperiment>> {
    const rows = await this.projections.read(EXPERIMENTS, (model) =>
      model.query<Row>('SELECT document FROM experiments WHERE project = $1 AND key = ANY($2::text[])', [
        project,
        keys,
      ]),
    );
    return new Map(rows.map(({ document }) => [document.key, document]));
  }

  /**
   * An experiment that may have been created a moment before: waits for it until the log has been read that far.
   * @param asked when it was asked for, in milliseconds since 1970
   * @returns undefined when there is none; `on its way` when the log has not been read that far in time
   */
  async awaited(
    project: string,
    key: string,
    asked: number,
  ): Promise<ReportedExperiment | 'on its way' | undefined> {
    for (let looks = 0; looks < LOOKS; looks += 1) {
      const { completeTo } = await this.projections.completeness(EXPERIMENTS);
      const found = await this.find(project, key);
      if (found !== undefined || (completeTo?.getTime() ?? 0) >= asked) return found;
      await setTimeout(LOOK_MS);
    }
    return 'on its way';
  }

  /** In order of their keys, those after `after`. */
  async page(project: string, after: string, limit: number): Promise<readonly ReportedExperiment[]> {
    const rows = await this.projections.read(EXPERIMENTS, (model) =>
      model.query<Row>(
        'SELECT document FROM experiments WHERE project = $1 AND key > $2 ORDER BY key LIMIT $3',
        [project, after, limit],
      ),
    );
    return rows.map(({ document }) => document);
  }
}
