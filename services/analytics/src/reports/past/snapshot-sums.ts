import type { MetricSpec, MetricsSnapshot } from '@assay/contracts';
import { completeAt } from '../../reporting/coverage.js';
import { openSlots } from '../matured-sums.js';
import type { ReportedSlot } from '../read/reported-slot.js';
import type { RunSums } from '../read/run-sums.js';

type Snapshot = MetricsSnapshot['data'];

/** What a snapshot has of a run: as it was read when it was taken. */
interface SnapshotSums {
  readonly sums: RunSums;
  readonly slots: readonly ReportedSlot[];
}

function sumsOf({ variants, ...run }: Snapshot): RunSums {
  const { excludedUnits, unlistedUnits = 0, firstExposureAt, lastExposureAt, lastEventAt } = run;
  return {
    exposures: variants.map(({ variant, phase, units, unitsWithError }) => ({
      ...{ variant, phase, units, unitsWithError },
    })),
    metrics: variants.flatMap(({ variant, phase, metrics }) =>
      metrics.map((metric) => ({ variant, phase, ...metric })),
    ),
    ...{ excludedUnits, unlistedUnits, expiredExposures: 0, firstExposureAt, lastExposureAt, lastEventAt },
  };
}

const isCapped = ({ cap, denominator }: MetricSpec): boolean =>
  cap !== undefined || denominator?.cap !== undefined;

/**
 * The sums of a snapshot, where a report of it is the one that the read model gave.
 * @returns undefined where that needs more than is in it: units whose window is open (by day), where a cap came from,
 *   the number of a definition that nobody was counted by, and
 *   metrics that were left out
 */
export function snapshotSums(snapshot: Snapshot): SnapshotSums | undefined {
  if (snapshot.leftOut !== undefined) return undefined;
  const sums = sumsOf(snapshot);
  const slots: ReportedSlot[] = [];
  for (const spec of snapshot.metrics) {
    const version = sums.metrics.find(({ metric }) => metric === spec.key)?.version;
    if (version === undefined || isCapped(spec)) return undefined;
    slots.push({ spec, version });
  }
  const completeTo = completeAt(snapshot);
  return openSlots(slots, sums.lastExposureAt, completeTo).length === 0 ? { sums, slots } : undefined;
}
