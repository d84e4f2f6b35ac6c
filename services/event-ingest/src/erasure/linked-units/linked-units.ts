import type { Projections } from '@assay/projections';
import { PROJECTIONS } from '@assay/projections';
import { Inject, Injectable } from '@nestjs/common';
import { linkedUnitsProjection } from './linked-units.projection.js';

const AROUND = `WITH person AS (
    SELECT coalesce((SELECT "user" FROM linked_units WHERE project = $1 AND anonymous = $2), $2) AS "user")
  SELECT unit FROM (
    SELECT "user" AS unit FROM person
    UNION SELECT anonymous FROM linked_units JOIN person USING ("user") WHERE project = $1) AS units
  WHERE unit <> $2 ORDER BY unit COLLATE "C"`;

/** The units that are one person, as far as the log has been projected. */
@Injectable()
export class LinkedUnits {
  constructor(@Inject(PROJECTIONS) private readonly models: Projections) {}

  /** The others: the user that an anonymous unit turned out to be, and all that turned out to be the same user. */
  async around(project: string, unit: string): Promise<readonly string[]> {
    const rows = await this.models.read(linkedUnitsProjection.name, (model) =>
      model.query<{ readonly unit: string }>(AROUND, [project, unit]),
    );
    return rows.map((row) => row.unit);
  }
}
