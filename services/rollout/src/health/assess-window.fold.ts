import type { BreachEvidence } from '../rollout/rollout-command.js';
import type { RolloutDesign } from '../rollout/rollout-state.js';
import type { OutcomeCounts } from './outcome-counts.js';
import { errorRate } from './outcome-counts.js';

type ErrorThreshold = RolloutDesign['errorThreshold'];

/** When the window begins: with its length before now, but never before the activation. */
export const windowStart = (threshold: ErrorThreshold, since: string, now: number): number =>
  Math.max(Date.parse(since), now - threshold.windowMs);

/**
 * Do the outcomes of a window call for a rollback? Yes when more than the threshold’s share of the units met an
 * error (or, where the threshold is per outcome, of the outcomes were one); too few outcomes are no evidence.
 * @param counts distinct enabled units seen in the window and their outcomes
 * @param threshold of the rollout, as a fraction
 * @returns the evidence of the breach, or undefined
 */
export function breachIn(counts: OutcomeCounts, threshold: ErrorThreshold): BreachEvidence | undefined {
  const { per = 'units' } = threshold;
  const rate = errorRate(counts, per);
  if (rate === null || rate <= threshold.errorRate) return undefined;
  if (counts.outcomes < threshold.minOutcomes) return undefined;
  return {
    units: counts.units,
    unitsWithError: counts.unitsWithError,
    outcomes: counts.outcomes,
    errorRate: rate,
    threshold: threshold.errorRate,
    windowMs: threshold.windowMs,
    ...(per === 'units' ? {} : { per }),
  };
}
