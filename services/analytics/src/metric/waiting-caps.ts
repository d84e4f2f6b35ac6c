import type { MetricCapFrozen, MetricSpec } from '@assay/contracts';
import type { Transaction } from '@assay/projections';
import type { StoredDefinitions } from '../engine/state/metric-definitions.js';
import type { MetricSlot } from '../engine/state/metric-slot.js';

/** A metric whose cap is a percentile that has not become a value. */
export interface WaitingCap {
  readonly project: string;
  /** What will be frozen, but for the value. */
  readonly frozen: Pick<MetricCapFrozen['data'], 'experiment' | 'metric' | 'percentile' | 'part'>;
  /** Whose units by bucket the percentile is read from. */
  readonly slot: MetricSlot;
}

interface Row {
  readonly project: string;
  readonly experiment: string;
  readonly document: string;
}

/**
 * The caps that can be computed now. Metrics that are still being counted are left out: a part of the units, in the order
 * of their keys, is not all of them.
 * @param swept the last change up to which every partition has computed all its units
 */
export async function waitingCaps(model: Transaction, swept: number): Promise<readonly WaitingCap[]> {
  const rows = await model.query<Row>(
    `SELECT project, experiment, document FROM definitions WHERE document LIKE '%"percentile"%'`,
  );
  return rows.flatMap(({ project, experiment, document }) => {
    const { slots } = JSON.parse(document) as StoredDefinitions;
    const newest = new Map(slots.map((slot) => [slot.spec.key, slot]));
    return [...newest.values()].flatMap((slot) => {
      const percentile = percentileIn(slot.spec);
      if (percentile === undefined || slot.since > swept) return [];
      const { part } = slot;
      if (part === undefined)
        return [{ project, frozen: { experiment, metric: slot.spec.key, percentile }, slot }];
      if (newest.get(part.of)?.version !== part.version) return [];
      const frozen = { experiment, metric: part.of, percentile, part: 'denominator' as const };
      return [{ project, frozen, slot }];
    });
  });
}

const percentileIn = ({ cap }: MetricSpec): number | undefined =>
  cap !== undefined && 'percentile' in cap ? cap.percentile : undefined;
