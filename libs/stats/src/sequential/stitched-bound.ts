import { OutOfRangeError } from '../errors/out-of-range.error.js';
import { requireCount, requireFinite, requireOpenProbability, requirePositive } from '../errors/require.js';
import { zeta } from '../numeric/zeta.js';

export interface StitchedOptions {
  /** Intrinsic time, from 0 on. */
  readonly v: number;
  readonly alpha: number;
  /** Intrinsic time from which on the bound is valid in full; before, it is held at its value there. */
  readonly vMin: number;
  /** Scale of the sub-gamma terms; 0 for sub-Gaussian ones. */
  readonly c?: number;
  /** Exponent of the epochs' share of alpha, above 1. */
  readonly s?: number;
  /** Ratio of the epochs, above 1. */
  readonly eta?: number;
}

/**
 * How far may a sum of centred, sub-gamma terms stray above 0 at any time, at the rate of the iterated logarithm?
 *
 * The polynomial stitched bound of Howard et al.: one linear bound for each epoch of intrinsic time.
 * @param options intrinsic time and parameters (c default 0, s 1.4, eta 2)
 * @returns the bound on the sum
 * @throws StatsError for parameters outside their domains
 * @see https://doi.org/10.1214/20-AOS1991
 * @example stitchedBound({ v: 100, alpha: 0.05, vMin: 1 }) // 37.915642403693…
 */
export function stitchedBound({ v, alpha, vMin, c = 0, s = 1.4, eta = 2 }: StitchedOptions): number {
  requireCount('v', v);
  requireOpenProbability('alpha', alpha);
  requirePositive('vMin', vMin);
  requireFinite('c', c);
  requireAboveOne('s', s);
  requireAboveOne('eta', eta);
  const k1 = (eta ** 0.25 + eta ** -0.25) / Math.SQRT2;
  const k2 = (Math.sqrt(eta) + 1) / 2;
  const x = Math.max(v, vMin);
  const ell =
    s * Math.log(Math.log((eta * x) / vMin)) + Math.log(zeta(s) / Math.log(eta) ** s) - Math.log(alpha);
  const linear = k2 * c * ell;
  return Math.sqrt(k1 * k1 * x * ell + linear * linear) + linear;
}

function requireAboveOne(field: string, value: number): void {
  requireFinite(field, value);
  if (value <= 1) throw new OutOfRangeError(field, value, '(1, ∞)');
}
