/** Nodes and weights of a quadrature rule on [−1, 1]. */
export interface QuadratureRule {
  readonly nodes: Float64Array;
  readonly weights: Float64Array;
}

/**
 * At which points, with which weights, does one evaluate a smooth function to integrate it over [−1, 1]?
 *
 * Gauss-Legendre: exact for polynomials up to degree 2n − 1; the nodes are the roots of the Legendre
 * polynomial, by Newton's method from their asymptotic places.
 * @param n number of nodes, from 1 on
 * @returns nodes in ascending order and their weights; O(n²)
 * @see https://en.wikipedia.org/wiki/Gauss%E2%80%93Legendre_quadrature
 */
export function gaussLegendre(n: number): QuadratureRule {
  const nodes = new Float64Array(n);
  const weights = new Float64Array(n);
  for (let i = 0; i < Math.ceil(n / 2); i += 1) {
    const { root, slope } = legendreRoot(n, Math.cos((Math.PI * (i + 0.75)) / (n + 0.5)));
    const weight = 2 / ((1 - root * root) * slope * slope);
    nodes[i] = -root;
    nodes[n - 1 - i] = root;
    weights[i] = weights[n - 1 - i] = weight;
  }
  return { nodes, weights };
}

function legendreRoot(n: number, guess: number): { root: number; slope: number } {
  let root = guess;
  let slope = 0;
  for (let i = 0; i < 100; i += 1) {
    const { value, previous } = legendre(n, root);
    slope = (n * (root * value - previous)) / (root * root - 1);
    const step = value / slope;
    root -= step;
    if (Math.abs(step) < 1e-16) break;
  }
  return { root, slope };
}

function legendre(n: number, x: number): { value: number; previous: number } {
  let previous = 0;
  let value = 1;
  for (let k = 1; k <= n; k += 1)
    [previous, value] = [value, ((2 * k - 1) * x * value - (k - 1) * previous) / k];
  return { value, previous };
}
