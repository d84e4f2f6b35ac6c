import type { Projections } from '@assay/projections';
import { PROJECTIONS } from '@assay/projections';
import { Inject, Injectable } from '@nestjs/common';
import { ENGINE } from '../../engine/engine.projection.js';
import type { Judgement } from '../judgement.js';
import type { AlertRule } from './alert-rule.js';
import { WatchedExperiments } from './watched-experiments.js';

/** Of values in one partition, or in all of them together. */
const OVERFLOWING = `SELECT DISTINCT project, experiment, dimension, max_values AS "maxValues" FROM (
    SELECT project, experiment, dimension, NULL::bigint AS values FROM dimension_limits WHERE limit_rank IS NOT NULL
    UNION ALL
    SELECT project, experiment, dimension, count(DISTINCT value) FROM dimension_values
    GROUP BY project, experiment, dimension) AS seen
  JOIN dimensions USING (project)
  WHERE dimension = attribute AND coalesce(values > max_values, true)
  ORDER BY project, experiment, dimension`;

interface Row {
  readonly project: string;
  readonly experiment: string;
  readonly dimension: string;
  readonly maxValues: number;
}

const NAME = 'dimension-overflow';
/** Of a long path of attributes. */
const LONGEST = 100;

/** Dimensions with more values than are kept apart: the rest of them is counted together. */
@Injectable()
export class DimensionOverflowRule implements AlertRule {
  readonly name = NAME;
  readonly everyMs = 10_000;

  constructor(
    @Inject(PROJECTIONS) private readonly projections: Projections,
    private readonly experiments: WatchedExperiments,
  ) {}

  async look(): Promise<readonly Judgement[]> {
    const watched = await this.experiments.read();
    const underWay = new Set(watched.map(({ project, experiment }) => `${project}/${experiment.key}`));
    const rows = await this.projections.read(ENGINE, (model) => model.query<Row>(OVERFLOWING));
    return rows
      .filter(({ project, experiment }) => underWay.has(`${project}/${experiment}`))
      .map(judgeOverflow);
  }
}

const judgeOverflow = ({ project, experiment, dimension, maxValues }: Row): Judgement => ({
  level: 'breached',
  reading: {
    project,
    rule: NAME,
    subject: `${experiment}/${dimension.slice(0, LONGEST)}`,
    severity: 'warning',
    message: `${dimension} has more than ${String(maxValues)} values in ${experiment}; the others are counted together as (other)`,
    value: null,
    limit: maxValues,
    experiment,
    details: { dimension },
  },
});
