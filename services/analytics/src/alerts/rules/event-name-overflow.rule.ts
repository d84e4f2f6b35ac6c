import type { Projections } from '@assay/projections';
import { PROJECTIONS } from '@assay/projections';
import { Inject, Injectable } from '@nestjs/common';
import { PRODUCT } from '../../product/product.projection.js';
import { overfullProjects } from '../../product/storage/kept-overall.js';
import { MOST_KEPT } from '../../product/storage/kept-values.js';
import type { Judgement } from '../judgement.js';
import type { AlertRule } from './alert-rule.js';

const NAME = 'event-name-overflow';
const LIST = 'event-names';
const MOST = MOST_KEPT[LIST];
const OVERFLOWING = `WITH ${overfullProjects(LIST)} SELECT project FROM overfull ORDER BY project`;

/** Projects that send more names of events than are told apart: some of their reports say nothing of a name. */
@Injectable()
export class EventNameOverflowRule implements AlertRule {
  readonly name = NAME;
  readonly everyMs = 10_000;

  constructor(@Inject(PROJECTIONS) private readonly projections: Projections) {}

  async look(): Promise<readonly Judgement[]> {
    const rows = await this.projections.read(PRODUCT, (model) =>
      model.query<{ readonly project: string }>(OVERFLOWING),
    );
    return rows.map(({ project }) => judgeNames(project));
  }
}

const judgeNames = (project: string): Judgement => ({
  level: 'breached',
  reading: {
    project,
    rule: NAME,
    subject: LIST,
    severity: 'warning',
    message: `more than ${String(MOST)} names of events were sent; the others are counted together as (other): do names carry ids?`,
    value: null,
    limit: MOST,
  },
});
