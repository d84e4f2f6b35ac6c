import gammaln from '@stdlib/math-base-special-gammaln';
import { normalSurvival } from '../distributions/normal-survival.js';
import { studentTQuantile } from '../distributions/student-t-quantile.js';
import { integrate } from '../numeric/panels.js';

/**
 * How probable is it that a two-sided t test of two equal arms finds a standardised effect?
 *
 * The noncentral t as a mixture: given the ratio y of sample and true deviation, the statistic is normal.
 * @param delta effect in standard deviations
 * @param n units in each arm, may be fractional; above 1
 * @param alpha two-sided, in (0, 1)
 * @returns power in (0, 1)
 * @see https://en.wikipedia.org/wiki/Noncentral_t-distribution
 * @example tPower(0.5, 64, 0.05) // 0.80145955…
 */
export function tPower(delta: number, n: number, alpha: number): number {
  const df = 2 * n - 2;
  const shift = delta * Math.sqrt(n / 2);
  const x = studentTQuantile(1 - alpha / 2, df);
  const constant = Math.LN2 + (df / 2) * Math.log(df / 2) - gammaln(df / 2);
  const density = (y: number): number => Math.exp(constant + (df - 1) * Math.log(y) - (df * y * y) / 2);
  const found = (y: number): number => normalSurvival(x * y - shift) + normalSurvival(x * y + shift);
  const spread = 12 / Math.sqrt(2 * df);
  const range = { from: Math.max(0, 1 - spread), to: 1 + spread, panels: 16, nodes: 32 };
  return integrate((y) => (y <= 0 ? 0 : found(y) * density(y)), range);
}
