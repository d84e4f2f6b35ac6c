import type { CompiledSlot } from '../state/compiled-slot.js';
import type { Micros } from '../state/micros.js';
import { negative, plus } from '../state/micros.js';

/** What a batch adds to the rows of one partition; every number may be negative. */
export interface RunKey {
  readonly project: string;
  readonly experiment: string;
  readonly run: number;
  readonly partition: number;
}

/** Units that are comparable: by the day of their first exposure, or by the value of a dimension. */
export interface StratumKey extends RunKey {
  readonly variant: string;
  readonly phase: number;
  /** UTC day of first exposure, `2026-01-31`; empty in a breakdown, which goes over all days. */
  readonly day: string;
  /** Empty outside of breakdowns. */
  readonly dimension: string;
  readonly value: string;
}

export interface RunRow extends RunKey {
  excluded: number;
  firstExposure: number;
  lastExposure: number;
  lastEvent: number;
}

/** Sums of one metric in a stratum: units, and the amounts of `MOMENTS` that the metric needs. */
export interface MetricRow {
  readonly slot: CompiledSlot;
  n: number;
  readonly amounts: Micros[];
  readonly buckets: Map<number, number>;
}

/** Everything that is counted of one stratum. */
export class StratumRow {
  /** Among the strata that a batch changes, from 1. */
  place = 0;
  units = 0;
  unitsWithError = 0;
  readonly metrics = new Map<CompiledSlot, MetricRow>();

  constructor(readonly key: StratumKey) {}

  /** The row of a metric, by its compiled definition: a batch compiles each once. */
  metric(slot: CompiledSlot): MetricRow {
    const known = this.metrics.get(slot);
    if (known !== undefined) return known;
    const row: MetricRow = { slot, n: 0, amounts: slot.moments.map((): Micros => 0), buckets: new Map() };
    this.metrics.set(slot, row);
    return row;
  }
}

/** Adds amounts to a row's, in place; or takes them away. */
export function addTo(row: MetricRow, amounts: readonly Micros[], sign: 1 | -1): void {
  const { amounts: sums } = row;
  for (let place = 0; place < amounts.length; place += 1) {
    const amount = amounts[place] ?? 0;
    if (amount !== 0) sums[place] = plus(sums[place] ?? 0, sign === 1 ? amount : negative(amount));
  }
}

export const isEmpty = ({ n, amounts }: MetricRow): boolean =>
  n === 0 && amounts.every((amount) => amount === 0);
