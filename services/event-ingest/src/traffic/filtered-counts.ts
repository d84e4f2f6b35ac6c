import type { Projections } from '@assay/projections';
import { PROJECTIONS } from '@assay/projections';
import { Inject, Injectable } from '@nestjs/common';
import { filteredCountsProjection } from './filtered-counts.projection.js';

/** Events that a filter kept apart on one day. */
export interface DayCount {
  /** `2026-01-31`, UTC. */
  readonly day: string;
  readonly events: number;
}

const TOTALS = `SELECT filter, sum(events)::bigint AS events FROM filtered_counts
  WHERE project = $1 GROUP BY filter`;
const DAYS = `SELECT day::text AS day, sum(events)::bigint AS events FROM filtered_counts
  WHERE project = $1 AND filter = $2 GROUP BY day ORDER BY day DESC LIMIT 90`;

/** What the filters kept apart, from the read model. */
@Injectable()
export class FilteredCounts {
  constructor(@Inject(PROJECTIONS) private readonly models: Projections) {}

  /** Since ever, by filter. */
  async totals(project: string): Promise<ReadonlyMap<string, number>> {
    const rows = await this.models.read(filteredCountsProjection.name, (model) =>
      model.query<{ filter: string; events: number | string }>(TOTALS, [project]),
    );
    return new Map(rows.map(({ filter, events }) => [filter, Number(events)]));
  }

  /** The latest days with such events, the last first. */
  async days(project: string, filter: string): Promise<readonly DayCount[]> {
    const rows = await this.models.read(filteredCountsProjection.name, (model) =>
      model.query<{ day: string; events: number | string }>(DAYS, [project, filter]),
    );
    return rows.map(({ day, events }) => ({ day, events: Number(events) }));
  }
}
