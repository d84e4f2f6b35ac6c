import { studentTCdf } from '../distributions/student-t-cdf.js';
import { studentTQuantile } from '../distributions/student-t-quantile.js';
import type { NothingToCompute } from '../errors/nothing-to-compute.js';
import { OutOfRangeError } from '../errors/out-of-range.error.js';
import type { Interval } from './interval.js';
import { intervalAround } from './interval.js';

export type Alternative = 'two-sided' | 'greater' | 'less';

/** An effect and its standard error. */
export interface EstimatedEffect {
  readonly estimate: number;
  readonly se: number;
}

/** What Student's t says of an effect: `ci` for a two-sided question, `bound` for a one-sided one. */
export interface EffectTest {
  readonly t: number | null;
  readonly pValue: number | null;
  readonly ci: Interval | null;
  readonly bound: number | null;
  readonly reason: NothingToCompute | null;
}

/** Tests an effect against 0 with `df` degrees of freedom (null: none, because nothing varies). */
export function testEffect(
  { estimate, se }: EstimatedEffect,
  df: number | null,
  { alpha, alternative }: { readonly alpha: number; readonly alternative: Alternative },
): EffectTest {
  if (se === 0 || df === null)
    return { t: null, pValue: null, ci: null, bound: null, reason: 'zero-variance' };
  const t = estimate / se;
  const shared = { t, ci: null, bound: null, reason: null };
  switch (alternative) {
    case 'two-sided': {
      const ci = intervalAround(estimate, studentTQuantile(1 - alpha / 2, df) * se);
      return { ...shared, pValue: 2 * studentTCdf(-Math.abs(t), df), ci };
    }
    case 'greater':
      return {
        ...shared,
        pValue: studentTCdf(-t, df),
        bound: estimate - studentTQuantile(1 - alpha, df) * se,
      };
    case 'less':
      return {
        ...shared,
        pValue: studentTCdf(t, df),
        bound: estimate + studentTQuantile(1 - alpha, df) * se,
      };
    default:
      throw new OutOfRangeError('alternative', alternative satisfies never, 'two-sided, greater, less');
  }
}
