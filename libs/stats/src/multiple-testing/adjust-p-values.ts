import { requireOpenProbability, requireProbability } from '../errors/require.js';

/** How p-values of several tests are adjusted to each other. */
export const ADJUSTMENTS = ['bonferroni', 'holm', 'simes-hochberg', 'benjamini-hochberg'] as const;
export type Adjustment = (typeof ADJUSTMENTS)[number];

export interface AdjustedPValues {
  /** In the order of the input. */
  readonly adjusted: readonly number[];
  /** How many are at most alpha. */
  readonly rejections: number;
}

/** p-values ascending, `rank` from 1; the raw adjustment of each, and from which end its running bound goes. */
const METHODS: Record<
  Adjustment,
  { raw: (p: number, rank: number, m: number) => number; from: 'least' | 'largest' }
> = {
  bonferroni: { raw: (p, _rank, m) => m * p, from: 'least' },
  holm: { raw: (p, rank, m) => (m - rank + 1) * p, from: 'least' },
  'simes-hochberg': { raw: (p, rank, m) => (m - rank + 1) * p, from: 'largest' },
  'benjamini-hochberg': { raw: (p, rank, m) => (m * p) / rank, from: 'largest' },
};

/**
 * Which of several p-values still count when all of them were looked at?
 *
 * `bonferroni`, `holm` (never worse than it) and `simes-hochberg` (independent or positively dependent tests) bound
 * the chance of any false discovery; `benjamini-hochberg` bounds the share of false ones among the discoveries.
 * @param pValues one for each test, in [0, 1]
 * @param options method, and alpha in (0, 1) for counting (default .05)
 * @returns adjusted p-values in input order, capped at 1, and how many are at most alpha
 * @throws StatsError for a p-value outside [0, 1] and alpha outside (0, 1)
 * @see https://en.wikipedia.org/wiki/Holm%E2%80%93Bonferroni_method
 * @see https://en.wikipedia.org/wiki/False_discovery_rate#Benjamini%E2%80%93Hochberg_procedure
 * @example adjustPValues([0.01, 0.04, 0.03], { method: 'benjamini-hochberg' }).adjusted // [0.03, 0.04, 0.04]
 */
export function adjustPValues(
  pValues: readonly number[],
  { method, alpha = 0.05 }: { readonly method: Adjustment; readonly alpha?: number },
): AdjustedPValues {
  requireOpenProbability('alpha', alpha);
  pValues.forEach((p, i) => requireProbability(`pValues[${String(i)}]`, p));
  const { raw, from } = METHODS[method];
  const ascending = pValues.map((p, index) => ({ p, index })).sort((a, b) => a.p - b.p);
  const ranked = ascending.map(({ p, index }, i) => ({ index, bound: raw(p, i + 1, pValues.length) }));
  const adjusted = pValues.map(() => 0);
  let running = from === 'least' ? 0 : 1;
  for (const { index, bound } of from === 'least' ? ranked : ranked.toReversed()) {
    running = from === 'least' ? Math.min(1, Math.max(running, bound)) : Math.min(running, bound);
    adjusted[index] = running;
  }
  return { adjusted, rejections: adjusted.filter((p) => p <= alpha).length };
}

/**
 * Which p-values hold when several treatments are compared with one control?
 *
 * Holm's step-down adjustment: the chance of any false winner among them stays below alpha, whatever their
 * dependence.
 * @param pValues one for each treatment, in [0, 1]
 * @returns adjusted p-values in the same order
 * @throws StatsError for a p-value outside [0, 1]
 * @see https://en.wikipedia.org/wiki/Holm%E2%80%93Bonferroni_method
 * @example holmAdjust([0.01, 0.04, 0.03]) // [0.03, 0.06, 0.06]
 */
export const holmAdjust = (pValues: readonly number[]): readonly number[] =>
  adjustPValues(pValues, { method: 'holm' }).adjusted;
