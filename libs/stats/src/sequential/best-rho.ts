/**
 * The parameter of a normal mixture that is tightest at intrinsic time `v`.
 * @param v intrinsic time, above 0
 * @param alpha in (0, 1)
 * @see https://doi.org/10.1214/20-AOS1991
 */
export function bestRho(v: number, alpha: number): number {
  const threshold = -2 * Math.log(alpha);
  return v / (threshold + Math.log(1 + threshold));
}
