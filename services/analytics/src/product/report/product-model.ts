import type { ModelReader } from '@assay/projections';
import type { Projections } from '@assay/projections';
import { PROJECTIONS } from '@assay/projections';
import { Inject, Injectable } from '@nestjs/common';
import { interactionPartitions } from '../../engine/storage/definitions.js';
import type { SlotKind } from '../model/slot-models.js';
import { PRODUCT } from '../product.projection.js';
import type { Coverage } from '../../reporting/coverage.js';
import { lastDayOf } from './read-statistics.js';

/** One snapshot of the read model, for one project. */
export interface ProductSnapshot {
  readonly project: string;
  readonly model: ModelReader;
  readonly coverage: Coverage;
  /** The last day on which something happened; undefined where nothing has. */
  readonly lastDay: number | undefined;
  /** How many partitions a definition has to be counted in before it is shown. */
  readonly partitions: number;
}

/** A definition as it is counted. */
export interface CountedSlot {
  readonly slot: number;
  readonly key: string;
  readonly version: number;
  readonly document: string;
  /** Its numbers hold all that has happened. */
  readonly isComplete: boolean;
}

/** Opens the read model of the product reports. */
@Injectable()
export class ProductModel {
  constructor(@Inject(PROJECTIONS) private readonly projections: Projections) {}

  read<Result>(project: string, work: (snapshot: ProductSnapshot) => Promise<Result>): Promise<Result> {
    return this.projections.read(PRODUCT, async (model) => {
      const { completeTo, positions } = await model.completeness();
      return work({
        project,
        model,
        coverage: { completeTo: completeTo?.toISOString() ?? null, positions },
        lastDay: await lastDayOf(model, project),
        partitions: interactionPartitions(positions),
      });
    });
  }
}

/**
 * Of each definition the newest version that is complete, else the newest one; in order of their keys.
 * @param which one key, or those after a key
 */
export async function countedSlots(
  { model, project, partitions }: ProductSnapshot,
  kind: SlotKind,
  which: { readonly key: string } | { readonly after: string; readonly limit: number },
): Promise<readonly CountedSlot[]> {
  const [condition, text, limit] =
    'key' in which ? ['key = $3', which.key, 1] : ['key > $3', which.after, which.limit];
  return model.query<CountedSlot>(
    `SELECT DISTINCT ON (key) slot, key, version, document, swept >= $4 AND swept > 0 AS "isComplete"
     FROM (SELECT slots.*, (SELECT count(*) FROM slot_sweeps AS own WHERE own.slot = slots.slot AND own.done) AS swept
           FROM slots WHERE project = $1 AND kind = $2 AND ${condition} AND NOT dropped) AS counted
     ORDER BY key, swept >= $4 AND swept > 0 DESC, version DESC LIMIT $5`,
    [project, kind, text, partitions, limit],
  );
}
