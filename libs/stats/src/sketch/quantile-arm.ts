import type { QuantileArm } from '../frequentist/quantile-comparison.js';
import { quantileRanks } from '../frequentist/quantile-ranks.js';
import type { Sketch } from './sketch.js';
import { sketchCount } from './sketch.js';
import { valueAtRank } from './sketch-quantile.js';

/**
 * Which quantile does an arm have, and between which of its values does the true one lie?
 *
 * The limits are order statistics whose ranks cover the quantile with 95 %, whatever the distribution; values of a
 * bucket count as spread evenly over it, so that the width of the limits is that of the sample and not of a bucket.
 * For measures that hardly repeat, such as latency or revenue; where many units share the value at the quantile
 * (small counts), two arms on either side of a step look more different than they are: compare means there.
 * @param sketch one value for each unit of the arm
 * @param nu which quantile, in (0, 1)
 * @returns what `compareQuantiles` needs of an arm; null of nothing
 * @throws StatsError for nu outside (0, 1)
 * @see https://arxiv.org/abs/1803.06336
 * @example quantileArm(sketchOf([1, 2, 3, 4, 5]), 0.5).q // 3.00…
 */
export function quantileArm(sketch: Sketch, nu: number): QuantileArm | null {
  const n = sketchCount(sketch);
  const { binomialExact } = quantileRanks({ n, nu });
  if (binomialExact === null) return null;
  const position = (n - 1) * nu;
  const below = valueAtRank(sketch, Math.floor(position) + 1) ?? 0;
  const above = valueAtRank(sketch, Math.ceil(position) + 1) ?? below;
  const q = below + (position - Math.floor(position)) * (above - below);
  const [lo, up] = [binomialExact.lowerRank, binomialExact.upperRank].map((rank) =>
    valueAtRank(sketch, rank),
  );
  // Of very few values the ranks may leave out the quantile itself, which lies between two of them.
  return { n, nStar: n, nu, q, lo: Math.min(q, lo ?? q), up: Math.max(q, up ?? q) };
}
