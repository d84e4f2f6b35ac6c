import type { MetricSpec } from '@assay/contracts';
import type { Projections, Transaction } from '@assay/projections';
import { PROJECTIONS } from '@assay/projections';
import { bucketValue, DEFAULT_GRID } from '@assay/stats';
import { Inject, Injectable } from '@nestjs/common';
import { ENGINE } from '../engine/engine.projection.js';
import type { MetricSlot } from '../engine/state/metric-slot.js';
import type { StoredDefinitions } from '../engine/state/metric-definitions.js';
import { bucketsOf, readPage } from '../engine/statistics/sketch-page.js';
import { decimalOf } from '../engine/state/micros.js';
import { MetricsService } from './metrics.service.js';

/** Units of a run below which a percentile says too little. */
const ENOUGH_UNITS = 1_000;
const MICROS = 1e6;

interface Waiting {
  readonly project: string;
  readonly experiment: string;
  readonly slot: MetricSlot;
  readonly percentile: number;
}

interface Bucket {
  readonly bucket: number;
  readonly n: number;
}

/**
 * Turns percentile caps into values: once enough units have been seen, the percentile over all of them is computed
 * and kept as an event. From there the cap is that value, whatever comes.
 */
@Injectable()
export class CapFreezer {
  constructor(
    @Inject(PROJECTIONS) private readonly projections: Projections,
    private readonly metrics: MetricsService,
  ) {}

  /** @returns how many caps were frozen by this call */
  async freezeDue(): Promise<number> {
    const waiting = await this.projections.read(ENGINE, waitingCaps);
    let frozen = 0;
    for (const cap of waiting) if (await this.freeze(cap)) frozen += 1;
    return frozen;
  }

  private async freeze({ project, experiment, slot, percentile }: Waiting): Promise<boolean> {
    const pages = await this.projections.read(ENGINE, (model) =>
      model.query<Parameters<typeof readPage>[0]>(
        `SELECT page, counts::text FROM sketch_totals
         WHERE project = $1 AND experiment = $2 AND metric = $3 AND version = $4`,
        [project, experiment, slot.spec.key, slot.version],
      ),
    );
    const buckets = bucketsOf(pages.map(readPage)).map(([bucket, n]) => ({ bucket, n }));
    const units = buckets.reduce((sum, { n }) => sum + n, 0);
    if (units < ENOUGH_UNITS) return false;
    const cap = decimalOf(Math.round(percentileOf(buckets, percentile) * MICROS), 6);
    const data = { experiment, metric: slot.spec.key, percentile, cap, units };
    return this.metrics.freezeCap(project, slot.version, data);
  }
}

/**
 * The value that a share of the units do not exceed.
 * @param buckets in order of their values, not empty
 * @param percentile between 0 and 1
 */
export function percentileOf(buckets: readonly Bucket[], percentile: number): number {
  const units = buckets.reduce((sum, { n }) => sum + n, 0);
  const rank = Math.ceil(percentile * units);
  let below = 0;
  for (const { bucket, n } of buckets) {
    below += n;
    if (below >= rank) return bucketValue(bucket, DEFAULT_GRID);
  }
  return 0;
}

interface Row {
  readonly project: string;
  readonly experiment: string;
  readonly document: string;
}

async function waitingCaps(model: Transaction): Promise<readonly Waiting[]> {
  const rows = await model.query<Row>(
    `SELECT project, experiment, document FROM definitions WHERE document LIKE '%"percentile"%'`,
  );
  return rows.flatMap(({ project, experiment, document }) => {
    const { slots } = JSON.parse(document) as StoredDefinitions;
    const newest = new Map(slots.map((slot) => [slot.spec.key, slot]));
    return [...newest.values()].flatMap((slot) => {
      const percentile = percentileIn(slot.spec);
      return percentile === undefined ? [] : [{ project, experiment, slot, percentile }];
    });
  });
}

const percentileIn = ({ cap }: MetricSpec): number | undefined =>
  cap !== undefined && 'percentile' in cap ? cap.percentile : undefined;
