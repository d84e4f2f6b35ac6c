import { normalDensity } from '../distributions/normal-density.js';
import { normalQuantile } from '../distributions/normal-quantile.js';
import { normalSurvival } from '../distributions/normal-survival.js';
import { OutOfRangeError } from '../errors/out-of-range.error.js';
import { requireOpenProbability } from '../errors/require.js';
import { findRoot } from '../numeric/find-root.js';
import { gaussLegendre } from '../numeric/gauss-legendre.js';

const RULE_SIZE = 640;

/** Density of the score w = z√t of the experiments that no look has stopped, at the nodes of a rule. */
interface SubDensity {
  readonly at: Float64Array;
  /** Density times the quadrature weight of its node. */
  readonly mass: Float64Array;
}

/**
 * Which |z| may stop an experiment at each of a few planned looks?
 *
 * Lan and DeMets' alpha spending, alpha·t² by information fraction t, symmetric: the looks together reject a
 * true hypothesis with probability alpha. For looks planned by information; not for looking at any time.
 * @param fractions ascending information fractions in (0, 1], one for each look
 * @param alpha two-sided, in (0, 1)
 * @returns the bound on |z| at each look; O(looks · 640²)
 * @throws OutOfRangeError for fractions that do not ascend in (0, 1], or alpha outside (0, 1)
 * @see https://doi.org/10.1093/biomet/70.3.659
 * @example groupSequentialBounds([1], 0.05) // [1.959963984540054]
 */
export function groupSequentialBounds(fractions: readonly number[], alpha = 0.05): number[] {
  requireOpenProbability('alpha', alpha);
  requireAscending(fractions);
  const bounds: number[] = [];
  let density: SubDensity | null = null;
  let before = 0;
  for (const t of fractions) {
    const spent = alpha * (t * t - before * before);
    const limit =
      density === null ? -normalQuantile(spent / 2) * Math.sqrt(t) : solve(density, t - before, spent);
    bounds.push(limit / Math.sqrt(t));
    density = carry(density, t - before, limit);
    before = t;
  }
  return bounds;
}

function requireAscending(fractions: readonly number[]): void {
  let before = 0;
  for (const t of fractions) {
    if (!(t > before && t <= 1))
      throw new OutOfRangeError('informationFractions', t, `(${String(before)}, 1]`);
    before = t;
  }
}

/** The limit on |w| that experiments still running pass with probability `spent`. */
function solve(density: SubDensity, gain: number, spent: number): number {
  const s = Math.sqrt(gain);
  const excess = (limit: number): number =>
    density.at.reduce((sum, w, i) => sum + (density.mass[i] ?? 0) * exitProbability(w, limit, s), -spent);
  let upper = 10;
  while (excess(upper) > 0) upper *= 2;
  return findRoot(excess, { lower: 0, upper }) ?? upper;
}

const exitProbability = (w: number, limit: number, s: number): number =>
  normalSurvival((limit - w) / s) + normalSurvival((limit + w) / s);

function carry(density: SubDensity | null, gain: number, limit: number): SubDensity {
  const { nodes, weights } = rule();
  const s = Math.sqrt(gain);
  const at = nodes.map((node) => node * limit);
  const mass = at.map((w, i) => {
    const value =
      density === null
        ? normalDensity(w / s)
        : density.at.reduce(
            (sum, from, j) => sum + (density.mass[j] ?? 0) * normalDensity((w - from) / s),
            0,
          );
    return (value / s) * (weights[i] ?? 0) * limit;
  });
  return { at, mass };
}

let cachedRule: ReturnType<typeof gaussLegendre> | undefined;
const rule = (): ReturnType<typeof gaussLegendre> => (cachedRule ??= gaussLegendre(RULE_SIZE));
