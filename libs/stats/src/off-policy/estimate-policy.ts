import type { NothingToCompute } from '../errors/nothing-to-compute.js';
import { fromValues } from '../sums/from-values.js';
import { doublyRobustTerms } from './doubly-robust.js';
import type { LoggedDecision, Policy, WeighedDecision } from './logged-decision.js';
import { weigh } from './logged-decision.js';
import type { OffPolicyEstimate, PolicyEstimate } from './policy-estimate.js';
import { meanWithError, NO_ESTIMATES, warningsOf } from './policy-estimate.js';

/**
 * What would another policy have got, going by what was logged under the one that ran?
 *
 * Every reward is weighted by how much more probable its arm would have been. Needs the propensity that was recorded
 * with each assignment, and arms that had a chance under it.
 * @param decisions arm, propensity in (0, 1] and reward of each, independent of each other
 * @param policy probabilities of the arms in the place of a decision
 * @returns mean reward under the policy by three methods with standard errors, effective sample size and warnings
 * @throws StatsError for a propensity of 0, rewards that are not finite and probabilities that do not add up to 1
 * @see https://doi.org/10.1080/01621459.1952.10483446 Horvitz, Thompson 1952
 * @see https://papers.nips.cc/paper/5748 Swaminathan, Joachims 2015
 * @see https://arxiv.org/abs/1103.4601 Dudík, Langford, Li 2011
 * @example
 * estimatePolicy([{ arm: 'a', propensity: 0.5, reward: 1 }, { arm: 'b', propensity: 0.5, reward: 0 }], uniformPolicy(['a'])).ips.estimate // 1
 */
export function estimatePolicy<Decision extends LoggedDecision>(
  decisions: readonly Decision[],
  policy: Policy<Decision>,
): OffPolicyEstimate {
  const weighed = weigh(decisions, policy);
  const effectiveSampleSize = effectiveSample(weighed);
  const neverLogged = unsupported(weighed);
  const warnings = warningsOf({ effectiveSampleSize, neverLogged });
  const reason = reasonOf(weighed);
  const known = { n: weighed.length, effectiveSampleSize, neverLogged, warnings, reason };
  if (reason !== null) return { ...known, ...NO_ESTIMATES };
  return {
    ...known,
    ips: meanOfTerms(weighed.map(({ weight, reward }) => weight * reward)),
    snips: selfNormalised(weighed),
    doublyRobust: meanOfTerms(doublyRobustTerms(weighed)),
  };
}

const meanOfTerms = (terms: readonly number[]): PolicyEstimate => meanWithError(fromValues(terms));

const sumOf = (weighed: readonly WeighedDecision[], amount: (decision: WeighedDecision) => number): number =>
  weighed.reduce((sum, decision) => sum + amount(decision), 0);

function selfNormalised(weighed: readonly WeighedDecision[]): PolicyEstimate {
  const weights = sumOf(weighed, ({ weight }) => weight);
  const estimate = sumOf(weighed, ({ weight, reward }) => weight * reward) / weights;
  if (weighed.length < 2) return { estimate, se: null };
  // The delta method for a ratio of two sums.
  const squares = sumOf(weighed, ({ weight, reward }) => (weight * (reward - estimate)) ** 2);
  return { estimate, se: Math.sqrt(squares) / weights };
}

function effectiveSample(weighed: readonly WeighedDecision[]): number {
  const squares = sumOf(weighed, ({ weight }) => weight * weight);
  return squares === 0 ? 0 : sumOf(weighed, ({ weight }) => weight) ** 2 / squares;
}

function unsupported(weighed: readonly WeighedDecision[]): readonly string[] {
  const logged = new Set(weighed.map(({ arm }) => arm));
  const missing = new Set<string>();
  for (const policy of new Set(weighed.map((decision) => decision.policy)))
    for (const [arm, probability] of policy) if (probability > 0 && !logged.has(arm)) missing.add(arm);
  return [...missing].sort();
}

function reasonOf(weighed: readonly WeighedDecision[]): NothingToCompute | null {
  if (weighed.length === 0) return 'no-units';
  return weighed.every(({ weight }) => weight === 0) ? 'zero-denominator' : null;
}
