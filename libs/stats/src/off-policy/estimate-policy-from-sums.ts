import { plus, quotient, times } from '../sums/cross-products.js';
import type { DecimalInput, ExactDecimal } from '../sums/exact-decimal.js';
import { exactDecimal } from '../sums/exact-decimal.js';
import { fromSums } from '../sums/from-sums.js';
import type { PolicyWeights } from './logged-decision.js';
import { requirePolicy } from './logged-decision.js';
import type { OffPolicyEstimate, PolicyEstimate } from './policy-estimate.js';
import { meanWithError, NO_ESTIMATES, warningsOf } from './policy-estimate.js';
import type { PropensitySums } from './propensity-sums.js';

/** The decisions for one arm. */
export interface ArmSums extends PropensitySums {
  readonly arm: string;
}

interface Chosen extends ArmSums {
  /** Probability of the arm under the policy. */
  readonly probability: ExactDecimal;
}

const ZERO = exactDecimal(0);

/**
 * What would another policy have got, going by the sums that are kept of each arm?
 *
 * The same estimates as `estimatePolicy` gives from the decisions themselves, for policies that look at nothing but the
 * arms: a fixed arm, a fixed split. The doubly robust one models an arm by the mean of its other decisions (a decision
 * does not predict itself); an arm with one decision by the mean of all.
 * @param arms sums of every arm that was logged, each once; decisions are independent of each other
 * @param policy probability of each arm
 * @returns mean reward under the policy by three methods with standard errors, effective sample size and warnings
 * @throws StatsError for sums that no decisions can have, and probabilities that do not add up to 1
 * @see https://doi.org/10.1080/01621459.1952.10483446 Horvitz, Thompson 1952
 * @see https://papers.nips.cc/paper/5748 Swaminathan, Joachims 2015
 * @see https://arxiv.org/abs/1103.4601 Dudík, Langford, Li 2011
 * @example
 * estimatePolicyFromSums([{ arm: 'a', ...atPropensity({ n: 4, sum: 2, sumSquares: 2 }, 0.5) }, { arm: 'b', ...atPropensity({ n: 4, sum: 0, sumSquares: 0 }, 0.5) }], new Map([['a', 1]])).ips.estimate // 0.5
 */
export function estimatePolicyFromSums(arms: readonly ArmSums[], policy: PolicyWeights): OffPolicyEstimate {
  requirePolicy(policy);
  const n = arms.reduce((all, arm) => all + arm.n, 0);
  const chosen = arms
    .map((arm) => ({ ...arm, probability: exactDecimal(policy.get(arm.arm) ?? 0) }))
    .filter(({ n: decisions, probability }) => decisions > 0 && probability.digits !== 0n);
  const weights = over(chosen, ({ probability, weightSum }) => times(probability, exactDecimal(weightSum)));
  const squares = overSquares(chosen, ({ weightSumSquares }) => exactDecimal(weightSumSquares));
  const effectiveSampleSize = squares.digits === 0n ? 0 : quotient(times(weights, weights), squares);
  const neverLogged = [...policy]
    .flatMap(([arm, probability]) =>
      probability > 0 && !arms.some((one) => one.arm === arm && one.n > 0) ? [arm] : [],
    )
    .sort();
  const warnings = warningsOf({ effectiveSampleSize, neverLogged });
  const known = { n, effectiveSampleSize, neverLogged, warnings };
  if (n === 0) return { ...known, ...NO_ESTIMATES, reason: 'no-units' };
  if (weights.digits === 0n) return { ...known, ...NO_ESTIMATES, reason: 'zero-denominator' };
  return {
    ...known,
    ips: inversePropensity(chosen, n),
    snips: selfNormalised(chosen, weights, n),
    doublyRobust: doublyRobust(arms, { chosen, policy, n }),
    reason: null,
  };
}

const over = (arms: readonly Chosen[], amount: (arm: Chosen) => ExactDecimal): ExactDecimal =>
  plus(ZERO, ...arms.map(amount));

const overSquares = (arms: readonly Chosen[], amount: (arm: Chosen) => ExactDecimal): ExactDecimal =>
  over(arms, (arm) => times(times(arm.probability, arm.probability), amount(arm)));

function inversePropensity(chosen: readonly Chosen[], n: number): PolicyEstimate {
  const sum = over(chosen, ({ probability, weightedSum }) => times(probability, exactDecimal(weightedSum)));
  const sumSquares = overSquares(chosen, ({ weightedSumSquares }) => exactDecimal(weightedSumSquares));
  return meanWithError(fromSums({ n, sum, sumSquares }));
}

function selfNormalised(chosen: readonly Chosen[], weights: ExactDecimal, n: number): PolicyEstimate {
  const sum = over(chosen, ({ probability, weightedSum }) => times(probability, exactDecimal(weightedSum)));
  const estimate = quotient(sum, weights);
  if (n < 2) return { estimate, se: null };
  // The delta method for a ratio of two sums.
  const squares = overSquares(chosen, (arm) => squaredErrors(arm, estimate));
  return { estimate, se: Math.sqrt(Math.max(0, quotient(squares, times(weights, weights)))) };
}

/** Σ(y − m)²/p² */
function squaredErrors(arm: PropensitySums, model: number): ExactDecimal {
  const m = exactDecimal(model);
  return plus(
    exactDecimal(arm.weightedSumSquares),
    times(times(exactDecimal(-2), m), exactDecimal(arm.squareWeightedSum)),
    times(times(m, m), exactDecimal(arm.weightSumSquares)),
  );
}

interface Asked {
  readonly chosen: readonly Chosen[];
  readonly policy: PolicyWeights;
  readonly n: number;
}

function doublyRobust(arms: readonly ArmSums[], { chosen, policy, n }: Asked): PolicyEstimate {
  const overall = meanOf(arms, n);
  const models = new Map(
    arms.map(({ arm, n: own, sum }) => [
      arm,
      own < 2 ? overall : quotient(exactDecimal(sum), exactDecimal(own)),
    ]),
  );
  const modelOf = (arm: string): number => models.get(arm) ?? overall;
  let expected = 0;
  for (const [arm, probability] of policy) expected += probability * modelOf(arm);
  const corrections = chosen.map((arm) => {
    // An error from the mean of the others is the one from the mean of all, this much larger.
    const scale = exactDecimal(arm.n < 2 ? 1 : arm.n / (arm.n - 1));
    const model = modelOf(arm.arm);
    const weighted = times(arm.probability, scale);
    const errors = plus(
      exactDecimal(arm.weightedSum),
      times(exactDecimal(-model), exactDecimal(arm.weightSum)),
    );
    return {
      sum: times(weighted, errors),
      sumSquares: times(times(weighted, weighted), squaredErrors(arm, model)),
    };
  });
  const { mean, ...rest } = fromSums({
    n,
    sum: plus(ZERO, ...corrections.map(({ sum }) => sum)),
    sumSquares: plus(ZERO, ...corrections.map(({ sumSquares }) => sumSquares)),
  });
  return meanWithError({ ...rest, mean: expected + (mean ?? 0) });
}

const meanOf = (arms: readonly { readonly sum: DecimalInput }[], n: number): number =>
  quotient(plus(ZERO, ...arms.map(({ sum }) => exactDecimal(sum))), exactDecimal(n));
