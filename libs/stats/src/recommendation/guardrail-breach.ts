import { requireCount, requireFinite } from '../errors/require.js';
import type { Interval } from '../frequentist/interval.js';
import type { BreachedGuardrail } from './evidence.js';

/** What a guardrail metric may not do. */
export interface GuardrailRule {
  readonly metric: string;
  readonly direction: 'increase' | 'decrease';
  /** The value of a variant may not be beyond it on the bad side. */
  readonly threshold?: number;
  /** Units that a variant needs before a threshold counts. */
  readonly minimumUnits?: number;
  /** Harm against control, as a fraction of its mean, that is still accepted. */
  readonly maximumHarm?: number;
}

/** What was seen of a variant on that metric. */
export interface GuardrailEvidence {
  readonly variant: string;
  readonly units: number;
  readonly value: number | null;
  /** Always-valid interval of treatment minus control; null for control itself, and where there is none. */
  readonly interval: Interval | null;
  readonly controlMean: number | null;
}

/** Fewer outcomes say too little of a rate. */
const LEAST_UNITS = 20;

/**
 * Does a variant breach a guardrail?
 *
 * A threshold is breached by the value itself, from some units on; harm against control when the always-valid
 * interval lies wholly beyond the harm that is accepted, so that watching it all the time raises no false alarms.
 * Guardrails are not adjusted for their number.
 * @param rule threshold, accepted harm or both
 * @param seen value of the variant and its comparison with control
 * @returns what was breached, or null
 * @throws StatsError for values that are not finite and an accepted harm below 0
 * @see https://arxiv.org/abs/2103.06476
 * @example
 * guardrailBreach({ metric: 'errors', direction: 'decrease', threshold: 0.05 }, { variant: 'a', units: 900, value: 0.08, interval: null, controlMean: null }).value // 0.08
 */
export function guardrailBreach(rule: GuardrailRule, seen: GuardrailEvidence): BreachedGuardrail | null {
  return thresholdBreach(rule, seen) ?? harmBreach(rule, seen);
}

function thresholdBreach(
  { metric, direction, threshold, minimumUnits = LEAST_UNITS }: GuardrailRule,
  { variant, units, value }: GuardrailEvidence,
): BreachedGuardrail | null {
  if (threshold === undefined || value === null || units < minimumUnits) return null;
  requireFinite('threshold', threshold);
  const isBeyond = direction === 'decrease' ? value > threshold : value < threshold;
  return isBeyond ? { metric, variant, kind: 'threshold', value, limit: threshold } : null;
}

function harmBreach(
  { metric, direction, maximumHarm }: GuardrailRule,
  { variant, interval, controlMean }: GuardrailEvidence,
): BreachedGuardrail | null {
  if (maximumHarm === undefined || interval === null || controlMean === null) return null;
  requireCount('maximumHarm', maximumHarm);
  const leastHarm = direction === 'decrease' ? interval[0] : -interval[1];
  const limit = maximumHarm * Math.abs(controlMean);
  return leastHarm > limit ? { metric, variant, kind: 'harm', value: leastHarm, limit } : null;
}
