import { normalCdf } from '../distributions/normal-cdf.js';
import { normalDensity } from '../distributions/normal-density.js';
import { normalSurvival } from '../distributions/normal-survival.js';
import type { NothingToCompute } from '../errors/nothing-to-compute.js';
import { requireCount, requireFinite, requirePositive } from '../errors/require.js';
import type { Interval } from '../frequentist/interval.js';
import { intervalAround, Z_95 } from '../frequentist/interval.js';
import type { ArmMoments, Effect } from '../frequentist/welch-comparison.js';
import { welchComparison } from '../frequentist/welch-comparison.js';

/** What is believed of an effect before the data: a normal distribution. */
export interface NormalPrior {
  readonly mean: number;
  readonly variance: number;
}

/** What choosing the wrong arm is expected to cost, in the unit of the effect. */
export interface Risks {
  /** Of staying with control. */
  readonly riskControl: number | null;
  /** Of taking treatment. */
  readonly riskTreatment: number | null;
}

export interface GaussianPosterior extends Risks {
  readonly mean: number | null;
  readonly sd: number | null;
  readonly chanceToWin: number | null;
  /** 95 % credible interval. */
  readonly ci: Interval | null;
  readonly reason: NothingToCompute | null;
}

const NOTHING = { mean: null, sd: null, chanceToWin: null, ci: null, riskControl: null, riskTreatment: null };

/**
 * What is expected to be lost by choosing an arm, when the effect is normal?
 * @param effect mean mu and standard deviation sigma ≥ 0 of the effect, treatment minus control
 * @returns expected loss of each choice, never below 0; null with a sigma of 0
 * @throws StatsError for values that are not finite and a negative sigma
 * @see https://vwo.com/downloads/VWO_SmartStats_technical_whitepaper.pdf Stucchio 2015
 * @example gaussianRisks({ mu: 0, sigma: 1 }).riskControl // 0.3989422804014327
 */
export function gaussianRisks({ mu, sigma }: { readonly mu: number; readonly sigma: number }): Risks & {
  readonly reason: NothingToCompute | null;
} {
  requireFinite('mu', mu);
  requireCount('sigma', sigma);
  if (sigma === 0) return { riskControl: null, riskTreatment: null, reason: 'zero-variance' };
  const u = mu / sigma;
  const spread = sigma * normalDensity(u);
  return {
    riskControl: Math.max(0, spread + mu * normalCdf(u)),
    riskTreatment: Math.max(0, spread - mu * normalSurvival(u)),
    reason: null,
  };
}

/**
 * How probable is it that treatment is better, and what would each choice be expected to cost?
 *
 * The normal approximation of the effect (Welch's estimate and error), updated by a normal prior where one is
 * given. It never decides a promotion: looked at repeatedly, it declares winners that are none.
 * @param control moments of the baseline arm
 * @param treatment arm that is held against it
 * @param options effect (default absolute) and prior (default none: flat)
 * @returns posterior mean and standard deviation, chance to win, 95 % interval and risks; null with a reason where
 *   the data give none
 * @throws StatsError for negative counts, NaN, and a prior variance that is not positive
 * @see https://en.wikipedia.org/wiki/Conjugate_prior#When_likelihood_function_is_a_continuous_distribution
 * @example
 * gaussianPosterior({ n: 10, mean: 1, variance: 4 }, { n: 10, mean: 2, variance: 4 }).chanceToWin // 0.868223…
 */
export function gaussianPosterior(
  control: ArmMoments,
  treatment: ArmMoments,
  {
    effect = 'absolute',
    prior = null,
  }: { readonly effect?: Effect; readonly prior?: NormalPrior | null } = {},
): GaussianPosterior {
  requirePrior(prior);
  const { estimate, se, reason } = welchComparison(control, treatment, { effect });
  if (estimate === null || se === null || se === 0) return { ...NOTHING, reason };
  return { ...effectPosterior({ mean: estimate, variance: se ** 2 }, prior), reason: null };
}

function requirePrior(prior: NormalPrior | null): void {
  if (prior === null) return;
  requireFinite('prior.mean', prior.mean);
  requirePositive('prior.variance', prior.variance);
}

/**
 * What is believed of an effect after an estimate of it?
 * @param data the estimate, and its standard error squared (above 0)
 * @param prior normal prior on the same scale; null: flat
 * @returns posterior mean and standard deviation, chance to be above 0, 95 % interval and risks
 * @throws StatsError for a variance that is not positive
 * @see https://en.wikipedia.org/wiki/Conjugate_prior#When_likelihood_function_is_a_continuous_distribution
 * @example effectPosterior({ mean: 1, variance: 1 }, null).chanceToWin // 0.841344…
 */
export function effectPosterior(
  data: NormalPrior,
  prior: NormalPrior | null,
): Omit<GaussianPosterior, 'reason'> {
  requirePositive('variance', data.variance);
  requirePrior(prior);
  const precision = 1 / data.variance + (prior === null ? 0 : 1 / prior.variance);
  const weighted = data.mean / data.variance + (prior === null ? 0 : prior.mean / prior.variance);
  const mean = prior === null ? data.mean : weighted / precision;
  const sd = prior === null ? Math.sqrt(data.variance) : 1 / Math.sqrt(precision);
  const { riskControl, riskTreatment } = gaussianRisks({ mu: mean, sigma: sd });
  const chanceToWin = normalCdf(mean / sd);
  return { mean, sd, chanceToWin, ci: intervalAround(mean, Z_95 * sd), riskControl, riskTreatment };
}
