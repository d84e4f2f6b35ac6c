import type { OutcomeMeasure } from '@assay/contracts';
import type { LiveRelease } from '../release/release-state.js';
import type { SeenSlot } from '../release-outcomes/release-outcome-reader.js';
import type { SideOutcomes } from '../release-outcomes/sides.fold.js';
import { latencyOf, sidesOf } from '../release-outcomes/sides.fold.js';
import type { Cell } from '../release-outcomes/slot-cells.fold.js';
import type { MetricSeries } from './judge-metrics.fold.js';

const MEASURES: Readonly<Record<OutcomeMeasure, (side: SideOutcomes) => number | null>> = {
  error_rate: ({ outcomes, errors }) => (outcomes === 0 ? null : errors / outcomes),
  latency_p50: (side) => latencyOf(side, 0.5),
  latency_p95: (side) => latencyOf(side, 0.95),
  latency_p99: (side) => latencyOf(side, 0.99),
};

function bySlot(slots: readonly SeenSlot[]): readonly (readonly Cell[])[] {
  const cells = new Map<number, readonly Cell[]>();
  for (const { slot, cells: more } of slots) cells.set(slot, [...(cells.get(slot) ?? []), ...more]);
  return [...cells.values()];
}

/** What the outcomes of a release were on both sides, a point for each slot in which the side had some. */
export function outcomeSeries(
  measure: OutcomeMeasure,
  release: LiveRelease,
  slots: readonly SeenSlot[],
): MetricSeries {
  const sides = bySlot(slots).map((cells) => sidesOf(cells, release));
  const points = (side: 'canary' | 'stable'): readonly number[] =>
    sides.map((both) => MEASURES[measure](both[side])).filter((value) => value !== null);
  return { canary: points('canary'), stable: points('stable') };
}
