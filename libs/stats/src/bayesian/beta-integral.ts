import { betaQuantile } from '../distributions/beta-quantile.js';
import { integrate } from '../numeric/panels.js';

export interface BetaParameters {
  readonly alpha: number;
  readonly beta: number;
}

const TAIL = 1e-15;
const SMOOTH = 4;

/**
 * The mean of a function of a proportion that is beta distributed.
 *
 * 32 panels of 16 Gauss-Legendre nodes on either side of the mean, between the 1e-15 and 1 − 1e-15 quantiles; the
 * density is taken relative to its mode and divided by its own integral. A density that is not smooth at an end
 * (a parameter below 4, with a pole below 1) is made so by putting a power of y in the place of the distance from it.
 * @param f called with the proportion and its complement
 */
export function betaMean(f: (x: number, rest: number) => number, { alpha, beta }: BetaParameters): number {
  const peak = logDensity(modeOf(alpha, beta), { alpha, beta });
  const middle = alpha / (alpha + beta);
  const [low, high] = [betaQuantile(TAIL, alpha, beta), betaQuantile(TAIL, beta, alpha)];
  const left = half({ alpha, beta }, { from: low, to: middle, peak }, f);
  const right = half({ alpha: beta, beta: alpha }, { from: high, to: 1 - middle, peak }, (rest, x) =>
    f(x, rest),
  );
  return (left.weighted + right.weighted) / (left.mass + right.mass);
}

interface Half {
  readonly from: number;
  readonly to: number;
  readonly peak: number;
}

/** The integrals of density times f, and of the density, on the side of an end; x is the distance from it. */
function half(
  parameters: BetaParameters,
  { from, to, peak }: Half,
  f: (x: number, rest: number) => number,
): { readonly weighted: number; readonly mass: number } {
  const power = parameters.alpha < SMOOTH ? Math.ceil(SMOOTH / parameters.alpha) : 1;
  const range = { from: from ** (1 / power), to: to ** (1 / power), panels: 32, nodes: 16 };
  const density = (y: number): number => {
    const stretch = Math.log(power) + (power - 1) * Math.log(y);
    return Math.exp(logDensity(y ** power, parameters) + stretch - peak);
  };
  return {
    weighted: integrate((y) => density(y) * f(y ** power, 1 - y ** power), range),
    mass: integrate(density, range),
  };
}

const logDensity = (x: number, { alpha, beta }: BetaParameters): number =>
  (alpha - 1) * Math.log(x) + (beta - 1) * Math.log1p(-x);

/** Where the density is largest; somewhere inside when that is at an end. */
const modeOf = (alpha: number, beta: number): number =>
  alpha > 1 && beta > 1 ? (alpha - 1) / (alpha + beta - 2) : alpha / (alpha + beta);
