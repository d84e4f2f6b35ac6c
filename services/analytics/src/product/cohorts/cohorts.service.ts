import { Injectable } from '@nestjs/common';
import { weekOf } from '../../calendar/days.js';
import { ACTIVITY_SLOT } from '../model/slot-models.js';
import type { Days } from '../report/days-asked.js';
import { NO_DAYS, periodAsked, shownWindow } from '../report/days-asked.js';
import type { ProductSnapshot } from '../report/product-model.js';
import { ProductModel } from '../report/product-model.js';
import type { Rendered } from '../../reporting/rendered.js';
import { rendered } from '../report/rendered.js';
import type { CohortBy } from './cohort-lines.js';
import { cohortFigure, FOLLOWED } from './cohort-lines.js';
import type { CohortsReport } from './cohorts-report.js';
import { cohortRow, cohortsTable } from './cohorts-report.js';

interface CohortsAsked {
  readonly by: CohortBy;
  readonly from?: string;
  readonly to?: string;
}

const DAYS = { day: 30, week: 13 * 7 } as const;

/** Reports who came back, by when they came first. */
@Injectable()
export class CohortsService {
  constructor(private readonly product: ProductModel) {}

  async report(project: string, asked: CohortsAsked): Promise<Rendered<CohortsReport>> {
    const { by } = asked;
    const report = await this.product.read(project, async (snapshot) => {
      const { lastDay, coverage } = snapshot;
      const days = periodAsked(asked, { lastDay, days: DAYS[by] });
      const cohorts = await readCohorts(snapshot, by, days ?? NO_DAYS);
      const judged = { by, completeTo: coverage.completeTo };
      const rows = [...cohorts].map(([day, counts]) => cohortRow(day, counts, judged));
      return { window: shownWindow(days, DAYS[by]), coverage, by, rows };
    });
    return rendered('Cohorts', report, () => cohortsTable(report));
  }
}

/** By the first day of the cohort: how many of its units were active so much later. */
async function readCohorts(
  { model, project }: ProductSnapshot,
  by: CohortBy,
  { from, to }: Days,
): Promise<ReadonlyMap<number, ReadonlyMap<number, number>>> {
  const figures = Array.from({ length: FOLLOWED[by] + 1 }, (_, later) => cohortFigure(by, later));
  const rows = await model.query<{ readonly day: number; readonly figure: string; readonly units: number }>(
    `SELECT day, figure, sum(amount)::float8 AS units FROM unit_statistics
     WHERE project = $1 AND slot = $2 AND span = 0 AND figure = ANY($3::text[]) AND value = ''
       AND day BETWEEN $4 AND $5
     GROUP BY day, figure HAVING sum(amount) <> 0 ORDER BY day`,
    [project, ACTIVITY_SLOT, figures, by === 'week' ? weekOf(from) : from, to],
  );
  const cohorts = new Map<number, Map<number, number>>();
  for (const { day, figure, units } of rows) {
    const counts = cohorts.get(day) ?? new Map<number, number>();
    counts.set(figures.indexOf(figure), units);
    cohorts.set(day, counts);
  }
  return cohorts;
}
