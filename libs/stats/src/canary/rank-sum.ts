/** Mann and Whitney's statistic and its deviation when the samples come from one distribution. */
export interface RankSum {
  /** Pairs in which x is above y; ties count half. */
  readonly U: number;
  readonly deviation: number;
  readonly hasTies: boolean;
}

/** Ranks x against y, after taking `shift` from every x. */
export function rankSum(x: readonly number[], y: readonly number[], shift = 0): RankSum {
  const all = [
    ...x.map((value) => ({ value: value - shift, ofX: true })),
    ...y.map((value) => ({ value, ofX: false })),
  ].sort((a, b) => a.value - b.value);
  let [U, below, tieSum] = [0, 0, 0];
  for (let start = 0; start < all.length;) {
    let end = start;
    let xs = 0;
    for (; end < all.length && all[end]?.value === all[start]?.value; end += 1) xs += all[end]?.ofX ? 1 : 0;
    const ys = end - start - xs;
    U += xs * (below + ys / 2);
    below += ys;
    tieSum += (end - start) ** 3 - (end - start);
    start = end;
  }
  const [n, m, N] = [x.length, y.length, all.length];
  const variance = ((n * m) / 12) * (N + 1 - tieSum / (N * (N - 1)));
  return { U, deviation: Math.sqrt(Math.max(0, variance)), hasTies: tieSum > 0 };
}

/**
 * Distribution of U for samples without ties from one distribution: entry u is the probability of U = u.
 *
 * Each step multiplies the generating function by (1 − qᵐ⁺ⁱ)/(1 − qⁱ), scaled by i/(m + i) so that it stays a
 * distribution. It is the same with n and m exchanged: O(min(n, m)·n·m).
 */
export function rankSumDistribution(n: number, m: number): Float64Array {
  if (n > m) return rankSumDistribution(m, n);
  const size = n * m + 1;
  const p = new Float64Array(size);
  p[0] = 1;
  for (let i = 1; i <= n; i += 1) {
    for (let u = size - 1; u >= m + i; u -= 1) p[u] = (p[u] ?? 0) - (p[u - m - i] ?? 0);
    for (let u = i; u < size; u += 1) p[u] = (p[u] ?? 0) + (p[u - i] ?? 0);
    for (let u = 0; u < size; u += 1) p[u] = ((p[u] ?? 0) * i) / (m + i);
  }
  return p;
}
