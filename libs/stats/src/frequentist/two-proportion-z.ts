import { normalSurvival } from '../distributions/normal-survival.js';
import type { NothingToCompute } from '../errors/nothing-to-compute.js';
import { requireProportion } from '../errors/require.js';
import type { Interval } from './interval.js';
import { intervalAround, Z_95 } from './interval.js';
import type { ProportionSums } from './proportion.js';
import { bernoulliVariance } from './proportion.js';

/** Difference of two proportions, with the pooled and the unpooled z test and the 95 % Wald interval. */
export interface TwoProportionZ {
  readonly diff: number | null;
  readonly sePooled: number | null;
  readonly seUnpooled: number | null;
  readonly zPooled: number | null;
  readonly zUnpooled: number | null;
  readonly pPooled: number | null;
  readonly pUnpooled: number | null;
  readonly ciWald95: Interval | null;
  readonly reason: NothingToCompute | null;
}

/**
 * Do two proportions differ?
 *
 * The two-sample z test, two-sided, without continuity correction; pooled under the hypothesis of no
 * difference, unpooled for the interval. For hundreds of units and more; not with a handful of successes.
 * @param control baseline arm
 * @param treatment arm that is held against it
 * @returns diff = treatment − control with errors, z, p-values and interval; null with a reason where the data give none
 * @throws StatsError for negative counts and for more successes than units
 * @see https://en.wikipedia.org/wiki/Two-proportion_Z-test
 * @example twoProportionZ({ successes: 200, n: 2000 }, { successes: 240, n: 2000 }).zPooled // 2.0213366…
 */
export function twoProportionZ(control: ProportionSums, treatment: ProportionSums): TwoProportionZ {
  requireProportion('control', control);
  requireProportion('treatment', treatment);
  if (control.n === 0 || treatment.n === 0) return NO_UNITS;
  const diff = treatment.successes / treatment.n - control.successes / control.n;
  const all = { n: control.n + treatment.n, successes: control.successes + treatment.successes };
  const sePooled = Math.sqrt(bernoulliVariance(all) * (1 / control.n + 1 / treatment.n));
  const seUnpooled = Math.sqrt(
    bernoulliVariance(control) / control.n + bernoulliVariance(treatment) / treatment.n,
  );
  const [pooled, unpooled] = [test(diff, sePooled), test(diff, seUnpooled)];
  return {
    diff,
    sePooled,
    seUnpooled,
    zPooled: pooled.z,
    zUnpooled: unpooled.z,
    pPooled: pooled.p,
    pUnpooled: unpooled.p,
    ciWald95: seUnpooled === 0 ? null : intervalAround(diff, Z_95 * seUnpooled),
    reason: seUnpooled === 0 ? 'zero-variance' : null,
  };
}

const NO_UNITS: TwoProportionZ = {
  diff: null,
  sePooled: null,
  seUnpooled: null,
  zPooled: null,
  zUnpooled: null,
  pPooled: null,
  pUnpooled: null,
  ciWald95: null,
  reason: 'no-units',
};

function test(diff: number, se: number): { z: number | null; p: number | null } {
  if (se === 0) return { z: null, p: null };
  const z = diff / se;
  return { z, p: 2 * normalSurvival(Math.abs(z)) };
}
