import type { Projections } from '@assay/projections';
import { PROJECTIONS } from '@assay/projections';
import { Inject, Injectable } from '@nestjs/common';
import { compileRollout, evaluateUnit } from '../rolling/compile-rollout.js';
import type { Completed, InProgress, Paused } from '../rollout/rollout-state.js';
import type { EnabledCounts, SeenUnit } from './count-enabled.fold.js';
import { countEnabled } from './count-enabled.fold.js';

/**
 * A slot counts when all of it lies in the window; of one that the window cuts, the last outcome and the last error
 * are known. Ids are ordered by time, so that the last row with an error names the last error.
 */
const SEEN = `
  SELECT unit, last_error >= $4 IS TRUE AS "hasError", last_error_event AS "lastErrorEvent",
         greatest(counted.outcomes, 1) AS outcomes,
         greatest(counted.errors, (last_error >= $4 IS TRUE)::int) AS errors
    FROM unit_outcomes,
         LATERAL (
           SELECT coalesce(sum((slot->>1)::int), 0)::int AS outcomes, coalesce(sum((slot->>2)::int), 0)::int AS errors
             FROM jsonb_array_elements(slots) AS slot
            WHERE (slot->>0)::bigint >= CASE activation WHEN '' THEN $4::bigint ELSE $5 END) AS counted
   WHERE project = $1 AND rollout = $2 AND activation IN ($3, '') AND last_seen >= $4
   ORDER BY last_error NULLS FIRST, last_error_event`;
const WITH_ERRORS = `
  SELECT watched.place::int AS place
    FROM unnest($1::text[], $2::text[], $3::text[], $4::bigint[])
      WITH ORDINALITY AS watched (project, rollout, activation, since, place)
   WHERE EXISTS (
     SELECT 1 FROM unit_outcomes AS seen
      WHERE seen.project = watched.project AND seen.rollout = watched.rollout
        AND seen.activation IN (watched.activation, '') AND seen.last_error >= watched.since)
   ORDER BY watched.place`;
const TOTAL =
  'SELECT count(DISTINCT unit)::int AS units FROM unit_outcomes WHERE project = $1 AND rollout = $2';

export type Activated = InProgress | Paused | Completed;

export interface Watched {
  readonly project: string;
  readonly rollout: Activated;
  /** Since when errors count; milliseconds since 1970. */
  readonly from: number;
}

/** What the units of a rollout met, from the read model. */
@Injectable()
export class OutcomeReader {
  constructor(@Inject(PROJECTIONS) private readonly models: Projections) {}

  /**
   * Enabled units that were seen since an instant, under the present activation.
   * @param from milliseconds since 1970
   */
  async enabledSince(project: string, rollout: Activated, from: number): Promise<EnabledCounts> {
    // What names the activation belongs to all of it, even where the clock of a client is slow.
    const named = from <= Date.parse(rollout.since) ? 0 : from;
    const parameters = [project, rollout.design.key, rollout.activation, from, named];
    const seen = await this.models.read('outcomes', (model) => model.query<SeenUnit>(SEEN, parameters));
    const definition = compileRollout(rollout);
    return countEnabled(seen, (unit) => evaluateUnit(definition, unit).enabled);
  }

  /** Those under which any unit, enabled or not, met an error: one cheap statement, to be asked first. */
  async withErrors<One extends Watched>(watched: readonly One[]): Promise<readonly One[]> {
    const parameters = [
      watched.map(({ project }) => project),
      watched.map(({ rollout }) => rollout.design.key),
      watched.map(({ rollout }) => rollout.activation),
      watched.map(({ from }) => from),
    ];
    const found = await this.models.read('outcomes', (model) =>
      model.query<{ readonly place: number }>(WITH_ERRORS, parameters),
    );
    return found.flatMap(({ place }) => watched[place - 1] ?? []);
  }

  /** Distinct units that ever reported an outcome. */
  async unitsSeen(project: string, key: string): Promise<number> {
    const [row] = await this.models.read('outcomes', (model) =>
      model.query<{ units: number }>(TOTAL, [project, key]),
    );
    return row?.units ?? 0;
  }
}
