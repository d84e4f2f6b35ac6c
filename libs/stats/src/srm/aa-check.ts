import { adjustComparisons } from '../comparison/adjust-comparisons.js';
import type { TestedComparison } from '../comparison/adjust-comparisons.js';
import { binomialCdf } from '../distributions/binomial.js';
import { requireOpenProbability } from '../errors/require.js';
import { SRM_ALARM } from './sequential-sample-ratio.js';
import { uniformityPValue } from './uniformity.js';

export type AaProblem =
  'sample-ratio-mismatch' | 'arms-differ' | 'too-many-differences' | 'p-values-not-uniform';

export interface AaCheck {
  readonly passed: boolean;
  readonly problems: readonly AaProblem[];
  /** Comparisons that could be made. */
  readonly tests: number;
  /** Share of them at or below alpha, where alpha is expected. */
  readonly differingShare: number | null;
  /** Chance of so many or more in a sound system. */
  readonly differingPValue: number | null;
  /** Chance of p-values that are so far from evenly spread. */
  readonly uniformityPValue: number | null;
  /** Comparisons that differ although the number of comparisons is accounted for. */
  readonly differing: readonly { readonly metric: string; readonly variant: string; readonly holm: number }[];
}

/** Fewer comparisons say nothing of how p-values are spread. */
const LEAST_TESTS = 20;
/** One sound check of a thousand fails by it. */
const LIMIT = 0.001;

/**
 * Does a system find differences where there are none?
 *
 * For experiments whose arms get the same: no mismatch of the sample ratio, no arm that differs on a metric (Holm
 * over all), not more differences than alpha allows, and p-values spread evenly over [0, 1] (Kolmogorov and
 * Smirnov). The last two take the comparisons as independent: use one metric of many A/A runs, or metrics that
 * have little to do with each other.
 * @param evidence fixed-horizon comparisons of A/A arms (null p-values count for nothing), and the p-value of the
 *   sample ratio
 * @param alpha in (0, 1); .05 by default
 * @returns whether it passed, the problems, and the figures
 * @throws StatsError for p-values outside [0, 1] and alpha outside (0, 1)
 * @see https://exp-platform.com/Documents/2009controlledExperimentsOnTheWebSurvey.pdf section 3.1
 * @example aaCheck({ comparisons: [{ metric: 'm', variant: 'b', pValue: 0.4 }], sampleRatioPValue: 0.7 }).tests // 1
 */
export function aaCheck(
  evidence: {
    readonly comparisons: readonly TestedComparison[];
    readonly sampleRatioPValue: number | null;
  },
  alpha = 0.05,
): AaCheck {
  requireOpenProbability('alpha', alpha);
  const differing = adjustComparisons(evidence.comparisons, null).flatMap(({ metric, variant, holm }) =>
    holm !== null && holm <= alpha ? [{ metric, variant, holm }] : [],
  );
  const pValues = evidence.comparisons.flatMap(({ pValue }) => (pValue === null ? [] : [pValue]));
  const figures = figuresOf(pValues, alpha);
  const problems = problemsOf({ ...figures, differing, sampleRatioPValue: evidence.sampleRatioPValue });
  return { passed: problems.length === 0, problems, ...figures, differing };
}

type Figures = Pick<AaCheck, 'tests' | 'differingShare' | 'differingPValue' | 'uniformityPValue'>;

function figuresOf(pValues: readonly number[], alpha: number): Figures {
  const tests = pValues.length;
  if (tests === 0) return { tests, differingShare: null, differingPValue: null, uniformityPValue: null };
  const found = pValues.filter((p) => p <= alpha).length;
  // P(X ≥ k) as P(n − X ≤ n − k): the small tail is never 1 minus the large one.
  const differingPValue = binomialCdf(tests - found, { n: tests, p: 1 - alpha });
  return {
    tests,
    differingShare: found / tests,
    differingPValue,
    uniformityPValue: uniformityPValue(pValues),
  };
}

function problemsOf(
  check: Omit<AaCheck, 'passed' | 'problems'> & { readonly sampleRatioPValue: number | null },
): readonly AaProblem[] {
  const isTold = check.tests >= LEAST_TESTS;
  const found: readonly (readonly [boolean, AaProblem])[] = [
    [(check.sampleRatioPValue ?? 1) <= SRM_ALARM, 'sample-ratio-mismatch'],
    [check.differing.length > 0, 'arms-differ'],
    [isTold && (check.differingPValue ?? 1) < LIMIT, 'too-many-differences'],
    [isTold && (check.uniformityPValue ?? 1) < LIMIT, 'p-values-not-uniform'],
  ];
  return found.filter(([holds]) => holds).map(([, problem]) => problem);
}
