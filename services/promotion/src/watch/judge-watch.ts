import type { DecisionCheck, PromotionWatch, ThresholdGuardrail, WatchedWindow } from '@assay/contracts';
import { sketchOfBuckets, sketchQuantile } from '@assay/stats';

const PERCENTILES: Readonly<Record<string, number>> = {
  latency_p50: 0.5,
  latency_p95: 0.95,
  latency_p99: 0.99,
};

/** What a limit is held against; null while there are too few outcomes to tell. */
function measured(
  { measure, minimumOutcomes }: ThresholdGuardrail,
  { outcomes, errors, latencies }: WatchedWindow,
): number | null {
  const share = PERCENTILES[measure];
  const counted = share === undefined ? outcomes : latencies.reduce((sum, [, n]) => sum + n, 0);
  if (counted === 0 || counted < minimumOutcomes) return null;
  return share === undefined ? errors / outcomes : sketchQuantile(sketchOfBuckets(latencies), share);
}

function checkOf(limit: ThresholdGuardrail, window: WatchedWindow | undefined): DecisionCheck {
  const value = window === undefined ? null : measured(limit, window);
  return {
    name: `${limit.measure} in ${String(limit.windowSeconds)} s`,
    passed: value === null || value <= limit.above,
    value,
    threshold: limit.above,
  };
}

/**
 * Does a promoted winner keep within its limits? Too few outcomes breach nothing.
 * @param windows what was seen, one for each limit of the watch, in its order
 */
export const judgeWatch = (
  { limits }: PromotionWatch,
  windows: readonly WatchedWindow[],
): readonly DecisionCheck[] => limits.map((limit, index) => checkOf(limit, windows[index]));
