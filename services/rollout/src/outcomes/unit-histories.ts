import type { Projections } from '@assay/projections';
import { PROJECTIONS } from '@assay/projections';
import { Inject, Injectable } from '@nestjs/common';
import type { UnitSlots } from './outcome-reader.js';

/** What one unit met under one activation, or under none that it named. */
export interface UnitHistory extends UnitSlots {
  readonly activation: string;
  /** Milliseconds since 1970. */
  readonly lastSeen: number;
}

/** What is read of a rollout: units that were seen since an instant, under some of its activations or under none. */
export interface WantedHistories {
  readonly project: string;
  readonly rollout: string;
  readonly activations: readonly string[];
  /** Milliseconds since 1970. */
  readonly from: number;
}

const PAGE = 1_000;
/** The next units of each activation, by the index; of all these the first ones, with everything that is known of them. */
const UNITS = `
  WITH units AS (
    SELECT next.unit
      FROM unnest($3::text[]) AS asked (activation),
           LATERAL (
             SELECT unit FROM unit_outcomes
              WHERE project = $1 AND rollout = $2 AND activation = asked.activation AND unit > $5 AND last_seen >= $4
              ORDER BY unit LIMIT $6) AS next
     GROUP BY next.unit ORDER BY next.unit LIMIT $6)
  SELECT unit, activation, activation <> '' AS named, slots, last_seen::float8 AS "lastSeen"
    FROM units JOIN unit_outcomes USING (unit)
   WHERE project = $1 AND rollout = $2 AND activation = ANY ($3) AND last_seen >= $4
   ORDER BY unit`;

function byUnit(rows: readonly UnitHistory[]): readonly (readonly UnitHistory[])[] {
  const units: UnitHistory[][] = [];
  for (const row of rows) {
    const last = units.at(-1);
    if (last?.[0]?.unit === row.unit) last.push(row);
    else units.push([row]);
  }
  return units;
}

/** Everything that is known of the units of a rollout, a page at a time: there may be millions of them. */
@Injectable()
export class UnitHistories {
  constructor(@Inject(PROJECTIONS) private readonly models: Projections) {}

  /** One unit after the other, each with all that it met. */
  async *of(
    { project, rollout, activations, from }: WantedHistories,
    pageSize = PAGE,
  ): AsyncGenerator<readonly UnitHistory[]> {
    for (let after = ''; ;) {
      const parameters = [project, rollout, [...activations, ''], from, after, pageSize];
      const rows = await this.models.read('outcomes', (model) => model.query<UnitHistory>(UNITS, parameters));
      const last = rows.at(-1);
      if (last === undefined) return;
      yield* byUnit(rows);
      after = last.unit;
    }
  }
}
