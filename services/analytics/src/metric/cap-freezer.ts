import type { Projections } from '@assay/projections';
import { PROJECTIONS } from '@assay/projections';
import { bucketValue, DEFAULT_GRID } from '@assay/stats';
import { Inject, Injectable } from '@nestjs/common';
import { ENGINE } from '../engine/engine.projection.js';
import { bucketsOf, readPage } from '../engine/statistics/sketch-page.js';
import { decimalOf } from '../engine/state/micros.js';
import { interactionPartitions, sweptTo } from '../engine/storage/definitions.js';
import { MetricsService } from './metrics.service.js';
import type { WaitingCap } from './waiting-caps.js';
import { waitingCaps } from './waiting-caps.js';

/** Units below which a percentile says too little: of all, and of those that have anything at all. */
const ENOUGH_UNITS = 1_000;
const ENOUGH_WITH_EVENT = 200;
const MICROS = 1e6;

interface StoredSketch {
  readonly units: number;
  readonly pages: readonly Parameters<typeof readPage>[0][];
}
const OWN = 'project = $1 AND experiment = $2 AND metric = $3 AND version = $4';
const SKETCH = `SELECT coalesce(sum(n), 0)::float8 AS units,
    (SELECT coalesce(json_agg(json_build_object('page', page, 'counts', counts::text)), '[]')
     FROM sketch_totals WHERE ${OWN}) AS pages
  FROM metric_statistics WHERE ${OWN}`;

interface Bucket {
  readonly bucket: number;
  readonly n: number;
}

/**
 * Turns percentile caps into values: once every unit has been counted by the definition, and enough of them have
 * something, the percentile over all of them is computed and kept as an event. From there the cap is that value,
 * whatever comes.
 */
@Injectable()
export class CapFreezer {
  constructor(
    @Inject(PROJECTIONS) private readonly projections: Projections,
    private readonly metrics: MetricsService,
  ) {}

  /** @returns how many caps were frozen by this call */
  async freezeDue(): Promise<number> {
    const waiting = await this.projections.read(ENGINE, async (model) => {
      const { positions } = await model.completeness();
      return waitingCaps(model, await sweptTo(model, interactionPartitions(positions)));
    });
    let frozen = 0;
    for (const cap of waiting) if (await this.freeze(cap)) frozen += 1;
    return frozen;
  }

  private async freeze({ project, frozen, slot }: WaitingCap): Promise<boolean> {
    const key = [project, frozen.experiment, slot.spec.key, slot.version];
    const [sketch] = await this.projections.read(ENGINE, (model) => model.query<StoredSketch>(SKETCH, key));
    const { units, pages } = sketch ?? { units: 0, pages: [] };
    const buckets = bucketsOf(pages.map(readPage), units).map(([bucket, n]) => ({ bucket, n }));
    const value = capFrom(buckets, frozen.percentile);
    if (value === undefined) return false;
    const cap = decimalOf(Math.round(value * MICROS), 6);
    return this.metrics.freezeCap(project, slot.version, { ...frozen, cap, units: unitsIn(buckets) });
  }
}

const unitsIn = (buckets: readonly Bucket[]): number => buckets.reduce((sum, { n }) => sum + n, 0);

/**
 * The cap that a percentile comes to; undefined while too few units have been seen or have anything, and where it
 * would not be above zero: such a cap would take away all there is.
 * @param buckets in order of their values
 */
export function capFrom(buckets: readonly Bucket[], percentile: number): number | undefined {
  const withEvent = buckets.filter(({ bucket }) => bucketValue(bucket, DEFAULT_GRID) !== 0);
  if (unitsIn(buckets) < ENOUGH_UNITS || unitsIn(withEvent) < ENOUGH_WITH_EVENT) return undefined;
  const value = percentileOf(buckets, percentile);
  return value > 0 ? value : undefined;
}

/**
 * The value that a share of the units do not exceed.
 * @param buckets in order of their values, not empty
 * @param percentile between 0 and 1
 */
export function percentileOf(buckets: readonly Bucket[], percentile: number): number {
  const rank = Math.ceil(percentile * unitsIn(buckets));
  let below = 0;
  for (const { bucket, n } of buckets) {
    below += n;
    if (below >= rank) return bucketValue(bucket, DEFAULT_GRID);
  }
  return 0;
}
