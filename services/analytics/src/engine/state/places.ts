/** Where a unit's amounts of a metric lie among its values: y, and where needed d, x and e. */
export interface Places {
  readonly y: number;
  /** Denominator of a ratio. */
  readonly d?: number;
  /** y before first exposure, or the covariate. */
  readonly x?: number;
  /** d before first exposure. */
  readonly e?: number;
}
