import type { Interval } from '../frequentist/interval.js';

/** One variant in the analysis, control included. */
export interface RecommendedArm {
  readonly variant: string;
  readonly units: number;
}

/** A treatment against control on the primary metric. */
export interface RecommendedTreatment {
  readonly variant: string;
  /** Treatment minus control. */
  readonly difference: number | null;
  /** The same as a fraction of the control mean. */
  readonly lift: number | null;
  /** The interval that decides: by default the intersection of all looks of the always-valid sequence. */
  readonly interval: Interval | null;
  /** p-value of the same method, not yet adjusted for the number of treatments. */
  readonly pValue: number | null;
}

/** A guardrail that was breached. */
export interface BreachedGuardrail {
  readonly metric: string;
  readonly variant: string;
  readonly kind: 'threshold' | 'harm';
  /** What was seen, and what is still accepted. */
  readonly value: number;
  readonly limit: number;
}

/** Everything that a recommendation rests on. */
export interface RecommendationEvidence {
  /** Variant that the others are held against. */
  readonly control: string | null;
  readonly arms: readonly RecommendedArm[];
  readonly treatments: readonly RecommendedTreatment[];
  /** Which way of the primary metric is good. */
  readonly direction: 'increase' | 'decrease';
  /** Running p-value of the sample ratio (`sequentialSampleRatio`); null where it cannot be computed. */
  readonly sampleRatioPValue: number | null;
  readonly breachedGuardrails: readonly BreachedGuardrail[];
  /** How far the data are behind, in ms; null: they are not complete to any instant. */
  readonly lagMs: number | null;
  /** Units still needed, from the power at the present variance; the rest of the plan where it is not known. */
  readonly unitsNeeded?: number | null;
}

/** What was fixed before the first look. */
export interface RecommendationThresholds {
  /** Units that every variant needs. */
  readonly minimumUnits: number;
  /** Improvement that is asked for, as a fraction of control. */
  readonly minimumLift: number;
  /** 1 − confidence, in (0, 1). */
  readonly alpha: number;
  /** Planned total of units over all variants; null: none. */
  readonly plannedUnits: number | null;
  readonly maximumLagMs: number;
}
