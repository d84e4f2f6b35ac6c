/** A treatment against control on the primary metric, turned so that positive is good. */
export interface ArmComparison {
  readonly variant: string;
  /** Difference of the treatment to control; null where nothing can be computed. */
  readonly benefit: number | null;
  /** The same relative to control, in percent. */
  readonly improvement: number | null;
  /** Lower end of the decision interval of the benefit. */
  readonly lowerBound: number | null;
  /** By the decision method, of this look alone; 1 where nothing can be computed. */
  readonly pValue: number;
}
