import type { NothingToCompute } from '../errors/nothing-to-compute.js';
import type { Interval } from './interval.js';
import type { ProportionSums } from './proportion.js';
import { wilsonInterval } from './wilson-interval.js';

export interface NewcombeInterval {
  readonly diff: number | null;
  readonly ci: Interval | null;
  readonly reason: NothingToCompute | null;
}

/**
 * Between which values does the difference of two proportions lie, also at small counts?
 *
 * Newcombe's hybrid score interval: joins the two arms' Wilson intervals.
 * @param control baseline arm
 * @param treatment arm that is held against it
 * @param confidence in (0, 1), default .95
 * @returns diff = treatment − control and its interval; null with a reason without units
 * @throws StatsError for negative counts and for more successes than units
 * @see https://doi.org/10.1002/(SICI)1097-0258(19980430)17:8%3C873::AID-SIM779%3E3.0.CO;2-I
 * @example newcombeInterval({ successes: 0, n: 10 }, { successes: 0, n: 10 }).ci // [-0.2775…, 0.2775…]
 */
export function newcombeInterval(
  control: ProportionSums,
  treatment: ProportionSums,
  confidence = 0.95,
): NewcombeInterval {
  const [controlLower, controlUpper] = wilsonInterval(control, confidence);
  const [treatmentLower, treatmentUpper] = wilsonInterval(treatment, confidence);
  if (control.n === 0 || treatment.n === 0) return { diff: null, ci: null, reason: 'no-units' };
  const pc = control.successes / control.n;
  const pt = treatment.successes / treatment.n;
  const diff = pt - pc;
  return {
    diff,
    ci: [
      diff - Math.hypot(pt - treatmentLower, controlUpper - pc),
      diff + Math.hypot(treatmentUpper - pt, pc - controlLower),
    ],
    reason: null,
  };
}
