/** What was seen of the units that have the feature. */
export interface OutcomeCounts {
  /** Distinct units with an outcome. */
  readonly units: number;
  /** Distinct units with an error. */
  readonly unitsWithError: number;
  readonly outcomes: number;
  readonly errors: number;
}

/** The counts alone, as certificates hold them: of what was seen there may be more. */
export const countsOf = ({ units, unitsWithError, outcomes, errors }: OutcomeCounts): OutcomeCounts => ({
  ...{ units, unitsWithError, outcomes, errors },
});

export const NO_OUTCOMES: OutcomeCounts = { units: 0, unitsWithError: 0, outcomes: 0, errors: 0 };

/** What an error rate is a fraction of. */
export type RatePer = 'units' | 'outcomes';

/** Fraction of the units that met an error, or of the outcomes that were errors; null where there were none. */
export function errorRate(counts: OutcomeCounts, per: RatePer = 'units'): number | null {
  const [part, whole] =
    per === 'units' ? [counts.unitsWithError, counts.units] : [counts.errors, counts.outcomes];
  return whole === 0 ? null : part / whole;
}

/** Fraction of the outcomes that were successful; null where there were none. */
export const successRate = ({ outcomes, errors }: OutcomeCounts): number | null =>
  outcomes === 0 ? null : (outcomes - errors) / outcomes;
