import type { Projections } from '@assay/projections';
import { PROJECTIONS } from '@assay/projections';
import { Inject, Injectable } from '@nestjs/common';
import type { WithOffsets } from '../certificate/seen.js';
import { NO_OUTCOMES } from '../health/outcome-counts.js';
import type { SumsAt } from '../health/minute-sums.js';
import type { Candidate } from '../rollout-handling/compile-rollout.js';
import { onCandidate } from '../rollout-handling/compile-rollout.js';
import type { EnabledCounts, SeenUnit } from './count-enabled.fold.js';
import { countEnabled } from './count-enabled.fold.js';
import { offsetsRead } from './offsets-read.js';
import type { Slot } from './outcome-slots.fold.js';

/** Rollouts that are asked about; what follows looks up one after the other by the index. */
const WATCHED = `
  FROM unnest($1::text[], $2::text[], $3::text[], $4::bigint[], $5::bigint[])
    WITH ORDINALITY AS watched (project, rollout, activation, since, named, place)`;
/**
 * A slot counts when all of it lies in the window; of one that the window cuts, the last outcome and the last error
 * are known. Ids are ordered by time, so that the last row with an error names the last error.
 */
const SEEN = `
  SELECT watched.place::int AS place, seen.*
  ${WATCHED},
    LATERAL (
      SELECT unit, activation <> '' AS named, last_error >= watched.since IS TRUE AS "hasError", last_error_event AS "lastErrorEvent",
             greatest(counted.outcomes, 1) AS outcomes,
             greatest(counted.errors, (last_error >= watched.since IS TRUE)::int) AS errors
        FROM unit_outcomes,
             LATERAL (
               SELECT coalesce(sum((slot->>1)::int), 0)::int AS outcomes,
                      coalesce(sum((slot->>2)::int), 0)::int AS errors
                 FROM jsonb_array_elements(slots) AS slot
                WHERE (slot->>0)::bigint >= CASE activation WHEN '' THEN watched.since ELSE watched.named END
             ) AS counted
       WHERE project = watched.project AND rollout = watched.rollout
         AND activation = ANY (ARRAY[watched.activation, '']) AND last_seen >= watched.since
       ORDER BY last_error NULLS FIRST, last_error_event
      OFFSET 0) AS seen`;
const SLOTS = `
  SELECT watched.place::int AS place, seen.*
  ${WATCHED},
    LATERAL (
      SELECT unit, activation <> '' AS named, slots FROM unit_outcomes
       WHERE project = watched.project AND rollout = watched.rollout
         AND activation = ANY (ARRAY[watched.activation, '']) AND last_seen >= watched.since
      OFFSET 0) AS seen`;
const WITH_ERRORS = `
  SELECT watched.place::int AS place
    FROM unnest($1::text[], $2::text[], $3::text[], $4::bigint[])
      WITH ORDINALITY AS watched (project, rollout, activation, since, place)
   WHERE EXISTS (
     SELECT 1 FROM unit_outcomes AS seen
      WHERE seen.project = watched.project AND seen.rollout = watched.rollout
        AND seen.activation IN (watched.activation, '') AND seen.last_error >= watched.since)
   ORDER BY watched.place`;

/** What is asked of the units under the present activation of a rollout. */
export interface Asked {
  readonly project: string;
  readonly rollout: Candidate;
  /** Milliseconds since 1970. */
  readonly from: number;
}

export interface UnitSlots {
  readonly unit: string;
  /** Whether these outcomes name the activation. */
  readonly named: boolean;
  readonly slots: readonly Slot[];
}

/** What the units of rollouts met, from the read model. */
@Injectable()
export class OutcomeReader {
  constructor(@Inject(PROJECTIONS) private readonly models: Projections) {}

  /**
   * Enabled units that were seen since an instant, under the present activation.
   * @param from milliseconds since 1970
   */
  async enabledSince(project: string, rollout: Candidate, from: number): Promise<WithOffsets<EnabledCounts>> {
    const { found, offsets } = await this.enabledCounts([{ project, rollout, from }]);
    return { found: found[0] ?? { ...NO_OUTCOMES, lastErrorEvent: null }, offsets };
  }

  /** The same of many rollouts, in their order, with one statement. */
  async enabledCounts(asked: readonly Asked[]): Promise<WithOffsets<readonly EnabledCounts[]>> {
    const { found: seen, offsets } = await this.byPlace<SeenUnit>(SEEN, asked);
    const found = asked.map(({ rollout }, index) => countEnabled(seen[index] ?? [], onCandidate(rollout)));
    return { found, offsets };
  }

  /** Outcomes of enabled units since an instant by their slots, of many rollouts, in their order, with one statement. */
  async enabledSums(asked: readonly Asked[]): Promise<WithOffsets<readonly (readonly SumsAt[])[]>> {
    const { found: seen, offsets } = await this.byPlace<UnitSlots>(SLOTS, asked);
    const found = asked.map(({ rollout, from }, index) => {
      const isEnabled = onCandidate(rollout);
      return (seen[index] ?? []).flatMap(({ unit, named, slots }) => {
        const within = slots.filter(([first]) => first >= from);
        return within.length === 0 || !isEnabled(unit, named) ? [] : within.map(sumsOf);
      });
    });
    return { found, offsets };
  }

  /** Those under which any unit, enabled or not, met an error: one cheap statement, to be asked first. */
  async withErrors<One extends Asked>(watched: readonly One[]): Promise<readonly One[]> {
    if (watched.length === 0) return [];
    const found = await this.query<{ readonly place: number }>(WITH_ERRORS, [
      watched.map(({ project }) => project),
      watched.map(({ rollout }) => rollout.design.key),
      watched.map(({ rollout }) => rollout.activation),
      watched.map(({ from }) => from),
    ]);
    return found.flatMap(({ place }) => watched[place - 1] ?? []);
  }

  /** The rows and what they cover, of one snapshot. */
  private async byPlace<Row>(
    sql: string,
    asked: readonly Asked[],
  ): Promise<WithOffsets<readonly (readonly Row[])[]>> {
    if (asked.length === 0) return { found: [], offsets: [] };
    const parameters = [
      asked.map(({ project }) => project),
      asked.map(({ rollout }) => rollout.design.key),
      asked.map(({ rollout }) => rollout.activation),
      asked.map(({ from }) => from),
      // What names the activation belongs to all of it, even where the clock of a client is slow.
      asked.map(({ rollout, from }) => (from <= Date.parse(rollout.since) ? 0 : from)),
    ];
    const { rows, offsets } = await this.models.read('outcomes', async (model) => ({
      rows: await model.query<Row & { readonly place: number }>(sql, parameters),
      offsets: await offsetsRead(model),
    }));
    const found = asked.map((): Row[] => []);
    for (const row of rows) found[row.place - 1]?.push(row);
    return { found, offsets };
  }

  private query<Row>(sql: string, parameters: readonly unknown[]): Promise<readonly Row[]> {
    return this.models.read('outcomes', (model) => model.query<Row>(sql, parameters));
  }
}

const sumsOf = ([at, outcomes, errors, serverErrors, latencies]: Slot): SumsAt => ({
  ...{ at, outcomes, errors, serverErrors, latencies },
});
