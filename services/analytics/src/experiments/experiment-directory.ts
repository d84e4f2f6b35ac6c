import type { Projections } from '@assay/projections';
import { PROJECTIONS } from '@assay/projections';
import { Inject, Injectable } from '@nestjs/common';
import { EXPERIMENTS } from './experiments.projection.js';
import type { ReportedExperiment } from './reported-experiment.js';

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
