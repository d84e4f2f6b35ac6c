import type { NothingToCompute } from '../errors/nothing-to-compute.js';
import type { Interval } from '../frequentist/interval.js';

/** What may be said at any time; over several looks fold it with `foldSequence`. */
export interface SequentialResult {
  readonly pValue: number | null;
  readonly interval: Interval | null;
}

/** A phase that could not be used, and why. */
export interface DroppedPhase {
  readonly phase: number;
  readonly reason: NothingToCompute;
}

/** Treatment against control on the absolute scale, phases combined as strata. */
export interface Comparison {
  /** Treatment minus control. */
  readonly difference: number | null;
  /** Difference over the absolute value of the control mean, as a fraction. */
  readonly lift: number | null;
  /** Standard error of the difference that the intervals are made of. */
  readonly se: number | null;
  /** z of proportions (pooled), Welch's t of means. */
  readonly statistic: number | null;
  /** Welch's degrees of freedom; null for proportions. */
  readonly df: number | null;
  /** Fixed-horizon, two-sided: for one look. */
  readonly pValue: number | null;
  /** Fixed-horizon, at 1 − alpha. */
  readonly interval: Interval | null;
  readonly sequential: SequentialResult;
  /** Units over both arms in the phases used. */
  readonly units: number;
  readonly droppedPhases: readonly DroppedPhase[];
  readonly reason: NothingToCompute | null;
}
