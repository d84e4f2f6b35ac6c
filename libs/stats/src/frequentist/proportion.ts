import { requireProportion } from '../errors/require.js';
import type { ArmMoments } from './welch-comparison.js';

/** One arm of a proportion metric. */
export interface ProportionSums {
  readonly n: number;
  readonly successes: number;
}

/** Moments of the 0/1 values of an arm, variance p(1 − p) without the factor n/(n − 1). */
export function proportionMoments(field: string, arm: ProportionSums): ArmMoments {
  requireProportion(field, arm);
  if (arm.n === 0) return { n: 0, mean: null, variance: null };
  const mean = arm.successes / arm.n;
  return { n: arm.n, mean, variance: bernoulliVariance(arm) };
}

/** p(1 − p), from the counts: exactly 0 for all failures and for all successes. */
export const bernoulliVariance = ({ n, successes }: ProportionSums): number =>
  (successes / n) * ((n - successes) / n);
