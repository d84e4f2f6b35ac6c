import type { DecimalInput } from '../sums/exact-decimal.js';

/** Sums of a proportion metric in one variant and phase. */
export interface ProportionPhase {
  readonly phase: number;
  readonly n: number;
  /** Units with at least one event, at most n. */
  readonly successes: number;
}

/** Sums of a metric of means in one variant and phase; exact decimals as text, micros or numbers. */
export interface MeanPhase {
  readonly phase: number;
  readonly n: number;
  readonly sum: DecimalInput;
  readonly sumSquares: DecimalInput;
}

/** What is fixed before the first look. */
export interface ComparisonOptions {
  /** Two-sided, in (0, 1); default .05. */
  readonly alpha?: number;
  /** Planned total of units over both arms, the tuning of the sequence; 5,000 where none is planned. */
  readonly plannedUnits?: number | null;
}
