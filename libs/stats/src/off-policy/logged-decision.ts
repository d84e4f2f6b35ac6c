import { InvalidPolicyError } from '../errors/invalid-policy.error.js';
import { requireFinite, requireProbability } from '../errors/require.js';
import { ZeroPropensityError } from '../errors/zero-propensity.error.js';

/** What was chosen, how probable that was, and what came of it. */
export interface LoggedDecision {
  readonly arm: string;
  /** Probability with which the logging policy chose this arm, recorded at the time; in (0, 1]. */
  readonly propensity: number;
  readonly reward: number;
}

/** Probability of each arm; arms that are not in it have none. They add up to 1. */
export type PolicyWeights = ReadonlyMap<string, number>;

/** The policy that is asked about: what it would have done in the place of a decision. */
export type Policy<Decision extends LoggedDecision = LoggedDecision> = (decision: Decision) => PolicyWeights;

/**
 * Which policy chooses among these arms alike?
 * @param arms names, at least one
 * @throws InvalidPolicyError for no arms
 * @see https://en.wikipedia.org/wiki/Discrete_uniform_distribution
 * @example uniformPolicy(['a', 'b'])({ arm: 'a', propensity: 1, reward: 0 }).get('b') // 0.5
 */
export function uniformPolicy(arms: readonly string[]): Policy {
  if (arms.length === 0) throw new InvalidPolicyError(0);
  const weights = new Map(arms.map((arm) => [arm, 1 / arms.length]));
  return () => weights;
}

/** A decision with what the policy says of it. */
export interface WeighedDecision {
  readonly arm: string;
  readonly reward: number;
  /** Probability under the policy over the recorded propensity. */
  readonly weight: number;
  readonly policy: PolicyWeights;
}

const ROUNDING = 1e-9;

/** Checks every decision and weighs it by the policy. */
export function weigh<Decision extends LoggedDecision>(
  decisions: readonly Decision[],
  policy: Policy<Decision>,
): readonly WeighedDecision[] {
  const sound = new Set<PolicyWeights>();
  return decisions.map((decision, i) => {
    const { arm, propensity, reward } = decision;
    if (!(propensity > 0 && propensity <= 1)) throw new ZeroPropensityError(i, propensity);
    requireFinite(`decisions[${String(i)}].reward`, reward);
    const weights = policy(decision);
    if (!sound.has(weights)) requirePolicy(weights);
    sound.add(weights);
    return { arm, reward, weight: (weights.get(arm) ?? 0) / propensity, policy: weights };
  });
}

/** @throws StatsError for probabilities that are none, or do not add up to 1 */
export function requirePolicy(weights: PolicyWeights): void {
  let sum = 0;
  for (const [arm, probability] of weights) {
    requireProbability(`policy[${arm}]`, probability);
    sum += probability;
  }
  if (Math.abs(sum - 1) > ROUNDING) throw new InvalidPolicyError(sum);
}
