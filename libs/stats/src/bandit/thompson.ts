import type { BetaParameters } from '../bayesian/beta-integral.js';
import { betaMean } from '../bayesian/beta-integral.js';
import { betaPosteriorOf, FLAT_BETA } from '../bayesian/beta-posterior.js';
import { betaCdf } from '../distributions/beta-cdf.js';
import { normalCdf } from '../distributions/normal-cdf.js';
import { normalDensity } from '../distributions/normal-density.js';
import { normalSurvival } from '../distributions/normal-survival.js';
import { requireFinite, requirePositive, requireProportion } from '../errors/require.js';
import type { ProportionSums } from '../frequentist/proportion.js';
import { integrate } from '../numeric/panels.js';

/** What is believed of the mean reward of an arm: a normal distribution. */
export interface NormalArm {
  readonly mean: number;
  readonly sd: number;
}

/** Fine enough for arms whose deviations differ a hundredfold. */
const RANGE = { from: -10, to: 10, panels: 400, nodes: 8 };

function requireArms(arms: readonly NormalArm[]): void {
  arms.forEach(({ mean, sd }, i) => {
    requireFinite(`means[${String(i)}]`, mean);
    requirePositive(`sds[${String(i)}]`, sd);
  });
}

/** ∫ φ(z) f(reward at z) dz over the rewards of an arm. */
const overRewards = ({ mean, sd }: NormalArm, f: (reward: number) => number): number =>
  integrate((z) => normalDensity(z) * f(mean + sd * z), RANGE);

/** Probability that all arms but those left out are below a reward. */
const allBelow = (arms: readonly NormalArm[], leftOut: readonly NormalArm[], reward: number): number =>
  arms.reduce((p, arm) => (leftOut.includes(arm) ? p : p * normalCdf((reward - arm.mean) / arm.sd)), 1);

/**
 * How probable is it of each arm that it is the best?
 *
 * Thompson's probabilities by quadrature instead of sampling: the same beliefs give the same bytes, so that a
 * replay gives the same weights.
 * @param arms mean and standard deviation (above 0) of each arm's mean reward
 * @returns one probability for each arm; they add up to 1
 * @throws StatsError for values that are not finite and deviations that are not positive
 * @see https://en.wikipedia.org/wiki/Thompson_sampling
 * @example thompsonNormal([{ mean: 0, sd: 1 }, { mean: 0, sd: 1 }]) // [0.5, 0.5]
 */
export function thompsonNormal(arms: readonly NormalArm[]): number[] {
  requireArms(arms);
  return arms.map((arm) => overRewards(arm, (reward) => allBelow(arms, [arm], reward)));
}

/**
 * How probable is it of each arm that it has the highest success rate?
 * @param arms successes and pulls of each arm
 * @param prior parameters of the beta prior of all arms, above 0 (default flat)
 * @returns one probability for each arm; they add up to 1
 * @throws StatsError for bad counts and prior parameters that are not positive
 * @see https://en.wikipedia.org/wiki/Thompson_sampling
 * @example thompsonBeta([{ successes: 1, n: 2 }, { successes: 1, n: 2 }]) // [0.5, 0.5]
 */
export function thompsonBeta(arms: readonly ProportionSums[], prior: BetaParameters = FLAT_BETA): number[] {
  arms.forEach((arm, i) => {
    requireProportion(`arms[${String(i)}]`, arm);
  });
  requirePositive('prior.alpha', prior.alpha);
  requirePositive('prior.beta', prior.beta);
  const beliefs = arms.map((arm) => betaPosteriorOf(arm, prior));
  return beliefs.map((belief) =>
    betaMean(
      (x) =>
        beliefs.reduce((p, other) => (other === belief ? p : p * betaCdf(x, other.alpha, other.beta)), 1),
      belief,
    ),
  );
}

/**
 * With which probabilities does top-two Thompson sampling pull the arms?
 *
 * Half of the pulls go to the arm that is best in a draw, half to its runner-up, so that a close second keeps being
 * measured.
 * @param arms mean and standard deviation (above 0) of each arm's mean reward
 * @returns one probability for each arm; they add up to 1 from two arms on
 * @throws StatsError as {@link thompsonNormal}
 * @see https://arxiv.org/abs/1602.08448
 * @example topTwoThompson([{ mean: 0, sd: 1 }, { mean: 5, sd: 1 }]) // [0.5, 0.5]
 */
export function topTwoThompson(arms: readonly NormalArm[]): number[] {
  const best = thompsonNormal(arms);
  if (arms.length < 2) return best;
  return arms.map((arm, i) => ((best[i] ?? 0) + secondOf(arms, arm)) / 2);
}

/** Probability that exactly one other arm is above this one. */
function secondOf(arms: readonly NormalArm[], arm: NormalArm): number {
  const above = arms.filter((other) => other !== arm);
  return overRewards(arm, (reward) =>
    above.reduce(
      (sum, first) =>
        sum + normalSurvival((reward - first.mean) / first.sd) * allBelow(arms, [arm, first], reward),
      0,
    ),
  );
}
