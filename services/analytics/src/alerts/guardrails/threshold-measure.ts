import type { Guardrail } from '@assay/contracts';
import { percentileOf } from '../../metric/cap-freezer.js';

export type ThresholdGuardrail = Extract<Guardrail, { kind: 'threshold' }>;

/** The outcomes under an experiment within the window of a guardrail. */
export interface WindowOutcomes {
  readonly outcomes: number;
  readonly errors: number;
  /** Outcomes by bucket of their latency, in order of the bucket. */
  readonly latencies: readonly { readonly bucket: number; readonly n: number }[];
}

const PERCENTILES: Readonly<Record<string, number>> = {
  latency_p50: 0.5,
  latency_p95: 0.95,
  latency_p99: 0.99,
};

/** What a guardrail measures of the outcomes in its window; too few of them say nothing. */
export function measured(
  { measure, minimumOutcomes }: ThresholdGuardrail,
  { outcomes, errors, latencies }: WindowOutcomes,
): { readonly counted: number; readonly value: number | null } {
  const percentile = PERCENTILES[measure];
  const counted = percentile === undefined ? outcomes : latencies.reduce((sum, { n }) => sum + n, 0);
  if (counted === 0 || counted < minimumOutcomes) return { counted, value: null };
  const value = percentile === undefined ? errors / outcomes : percentileOf(latencies, percentile);
  return { counted, value };
}
