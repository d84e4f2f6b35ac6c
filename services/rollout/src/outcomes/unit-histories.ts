import type { Projections } from '@assay/projections';
import { PROJECTIONS } from '@assay/projections';
import { Inject, Injectable } from '@nestjs/common';
import type { UnitRow } from '../statistics/unit-counts.fold.js';
import type { UnitPage } from './unit-page.js';
import { readUnitPage } from './unit-page.js';

const PAGE = 1_000;

/** Everything that is known of the units of a rollout, a page at a time: there may be millions of them. */
@Injectable()
export class UnitHistories {
  constructor(@Inject(PROJECTIONS) private readonly models: Projections) {}

  /** One unit after the other, each with all that it met. */
  async *of(
    wanted: Pick<UnitPage, 'project' | 'rollout' | 'from'>,
    limit = PAGE,
  ): AsyncGenerator<readonly UnitRow[]> {
    for (let after = ''; ;) {
      const page: UnitPage = { ...wanted, after, limit };
      const units = await this.models.read('outcomes', (model) => readUnitPage(model, page));
      const last = units.at(-1)?.[0];
      if (last === undefined) return;
      yield* units;
      after = last.unit;
    }
  }
}
