import { adjustPValues } from '../multiple-testing/adjust-p-values.js';

/** One test among those of an experiment. */
export interface TestedComparison {
  readonly metric: string;
  readonly variant: string;
  /** null: it could not be made, and does not count. */
  readonly pValue: number | null;
}

export type AdjustedComparison<Test extends TestedComparison> = Test & {
  /** Bounds the chance of any false discovery in the family. */
  readonly holm: number | null;
  /** Bounds the share of false ones among the discoveries. */
  readonly benjaminiHochberg: number | null;
};

/**
 * Which of the comparisons of an experiment still hold when all of them were looked at?
 *
 * Two families: the primary metric over all variants, which decides, and the secondary metrics over all variants,
 * which explain. Guardrails belong to neither: a warning must not become weaker because others were looked at.
 * @param tests every comparison, primary and secondary
 * @param primaryMetric key of the primary metric
 * @returns the tests in their order, each with its p-value adjusted within its family
 * @throws StatsError for a p-value outside [0, 1]
 * @see https://en.wikipedia.org/wiki/Holm%E2%80%93Bonferroni_method
 * @see https://en.wikipedia.org/wiki/False_discovery_rate#Benjamini%E2%80%93Hochberg_procedure
 * @example
 * adjustComparisons([{ metric: 'a', variant: 'x', pValue: 0.01 }, { metric: 'a', variant: 'y', pValue: 0.03 }], 'a').map(({ holm }) => holm) // [0.02, 0.03]
 */
export function adjustComparisons<Test extends TestedComparison>(
  tests: readonly Test[],
  primaryMetric: string | null,
): readonly AdjustedComparison<Test>[] {
  const isPrimary = ({ metric }: Test): boolean => metric === primaryMetric;
  const primary = adjustedOf(tests.filter(isPrimary));
  const secondary = adjustedOf(tests.filter((test) => !isPrimary(test)));
  return tests.map((test) => ({ ...test, ...((isPrimary(test) ? primary : secondary).get(test) ?? NONE) }));
}

interface Adjusted {
  readonly holm: number | null;
  readonly benjaminiHochberg: number | null;
}

const NONE: Adjusted = { holm: null, benjaminiHochberg: null };

function adjustedOf<Test extends TestedComparison>(family: readonly Test[]): ReadonlyMap<Test, Adjusted> {
  const made = family.filter(({ pValue }) => pValue !== null);
  const pValues = made.map(({ pValue }) => pValue ?? 1);
  const holm = adjustPValues(pValues, { method: 'holm' }).adjusted;
  const bh = adjustPValues(pValues, { method: 'benjamini-hochberg' }).adjusted;
  return new Map(made.map((test, i) => [test, { holm: holm[i] ?? null, benjaminiHochberg: bh[i] ?? null }]));
}
