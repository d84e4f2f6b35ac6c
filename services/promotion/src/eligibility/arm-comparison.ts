import type { Interval } from '@assay/stats';

/** A treatment against control on the primary metric. */
export interface ArmComparison {
  readonly variant: string;
  /** Treatment minus control; null where nothing can be computed. */
  readonly difference: number | null;
  /** The same as a fraction of the control mean. */
  readonly lift: number | null;
  /** Of the difference, by the decision method, as wide as the confidence that is asked for. */
  readonly interval: Interval | null;
  /** The difference, turned so that positive is good. */
  readonly benefit: number | null;
  /** The same relative to control, in percent. */
  readonly improvement: number | null;
  /** Lower end of the decision interval of the benefit. */
  readonly lowerBound: number | null;
  /** By the decision method, of this look alone; 1 where nothing can be computed. */
  readonly pValue: number;
  /** Why something is null. */
  readonly reason: string | null;
}
