import type { Projections } from '@assay/projections';
import { PROJECTIONS } from '@assay/projections';
import { Inject, Injectable } from '@nestjs/common';
import { compileRollout, evaluateUnit } from '../rolling/compile-rollout.js';
import type { InProgress, Completed } from '../rollout/rollout-state.js';
import type { EnabledCounts, SeenUnit } from './count-enabled.fold.js';
import { countEnabled } from './count-enabled.fold.js';

// Ids are ordered by time, so that the last row with an error names the last error.
const SEEN = `
  SELECT unit, activation, outcomes, errors, coalesce(last_error >= $4, false) AS "hasError", last_error_event AS "lastErrorEvent"
    FROM unit_outcomes
   WHERE project = $1 AND rollout = $2 AND activation IN ($3, '') AND last_seen >= $4
   ORDER BY last_error NULLS FIRST, last_error_event`;
const ANY_ERROR = `
  SELECT 1 FROM unit_outcomes
   WHERE project = $1 AND rollout = $2 AND activation IN ($3, '') AND last_error >= $4 LIMIT 1`;
const TOTAL =
  'SELECT count(DISTINCT unit)::int AS units FROM unit_outcomes WHERE project = $1 AND rollout = $2';

export type Activated = InProgress | Completed;

/** What the units of a rollout met, from the read model. */
@Injectable()
export class OutcomeReader {
  constructor(@Inject(PROJECTIONS) private readonly models: Projections) {}

  /**
   * Enabled units that were seen since an instant, under the present activation.
   * @param from milliseconds since 1970
   */
  async enabledSince(project: string, rollout: Activated, from: number): Promise<EnabledCounts> {
    const parameters = [project, rollout.design.key, rollout.activation, from];
    const seen = await this.models.read('outcomes', (model) => model.query<SeenUnit>(SEEN, parameters));
    const definition = compileRollout(rollout);
    return countEnabled(seen, (unit) => evaluateUnit(definition, unit).enabled);
  }

  /** Whether any unit, enabled or not, met an error since then: cheap, to be asked first. */
  async hasErrorSince(project: string, rollout: Activated, from: number): Promise<boolean> {
    const parameters = [project, rollout.design.key, rollout.activation, from];
    const found = await this.models.read('outcomes', (model) => model.query(ANY_ERROR, parameters));
    return found.length > 0;
  }

  /** Distinct units that ever reported an outcome. */
  async unitsSeen(project: string, key: string): Promise<number> {
    const [row] = await this.models.read('outcomes', (model) =>
      model.query<{ units: number }>(TOTAL, [project, key]),
    );
    return row?.units ?? 0;
  }
}
