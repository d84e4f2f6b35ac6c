/** What was seen of the units that have the feature. */
export interface OutcomeCounts {
  /** Distinct units with an outcome. */
  readonly units: number;
  /** Distinct units with an error. */
  readonly unitsWithError: number;
  readonly outcomes: number;
  readonly errors: number;
}

export const NO_OUTCOMES: OutcomeCounts = { units: 0, unitsWithError: 0, outcomes: 0, errors: 0 };

/** Fraction of the units that met an error; null where no unit was seen. */
export const errorRate = ({ units, unitsWithError }: OutcomeCounts): number | null =>
  units === 0 ? null : unitsWithError / units;

/** Fraction of the outcomes that were successful; null where there were none. */
export const successRate = ({ outcomes, errors }: OutcomeCounts): number | null =>
  outcomes === 0 ? null : (outcomes - errors) / outcomes;
