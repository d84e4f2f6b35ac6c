import { betaCdf } from '../distributions/beta-cdf.js';
import { requirePositive, requireProportion } from '../errors/require.js';
import type { ProportionSums } from '../frequentist/proportion.js';
import type { BetaParameters } from './beta-integral.js';
import { betaMean } from './beta-integral.js';

export interface BetaPosterior {
  readonly probTreatmentBetter: number;
  readonly expectedLossChooseTreatment: number;
  readonly expectedLossChooseControl: number;
}

/** A proportion before any data: every value is as probable as the others. */
export const FLAT_BETA: BetaParameters = { alpha: 1, beta: 1 };

/** What the data leave of a beta prior. */
export const betaPosteriorOf = ({ successes, n }: ProportionSums, prior: BetaParameters): BetaParameters => ({
  alpha: successes + prior.alpha,
  beta: n - successes + prior.beta,
});

/**
 * How probable is it that one proportion is above another?
 * @param higher parameters of the one that is to be higher
 * @param lower parameters of the other
 * @returns P(higher > lower), by quadrature: the same arguments give the same bytes
 * @see https://www.evanmiller.org/bayesian-ab-testing.html
 * @example probabilityAbove({ alpha: 2, beta: 1 }, { alpha: 1, beta: 1 }) // 0.666666…
 */
export const probabilityAbove = (higher: BetaParameters, lower: BetaParameters): number =>
  betaMean((x) => betaCdf(x, lower.alpha, lower.beta), higher);

/** One more success. */
const raised = ({ alpha, beta }: BetaParameters): BetaParameters => ({ alpha: alpha + 1, beta });
const meanOf = ({ alpha, beta }: BetaParameters): number => alpha / (alpha + beta);

/** E max(pa − pb, 0): what is lost by choosing b. */
const expectedLoss = (a: BetaParameters, b: BetaParameters): number =>
  Math.max(0, meanOf(a) * probabilityAbove(raised(a), b) - meanOf(b) * probabilityAbove(a, raised(b)));

/**
 * How probable is it that treatment has the higher proportion, and what would each choice be expected to cost?
 *
 * Beta posteriors; expected losses in closed form over P(t > c) with a parameter raised by one. It never decides a
 * promotion.
 * @param control baseline arm
 * @param treatment arm that is held against it
 * @param prior parameters of the beta prior of both arms, above 0 (default flat: 1, 1)
 * @returns probability and expected losses, in units of the proportion
 * @throws StatsError for negative counts, more successes than units and prior parameters that are not positive
 * @see https://www.evanmiller.org/bayesian-ab-testing.html
 * @see https://vwo.com/downloads/VWO_SmartStats_technical_whitepaper.pdf
 * @example betaPosterior({ successes: 1, n: 1 }, { successes: 1, n: 1 }).probTreatmentBetter // 0.5
 */
export function betaPosterior(
  control: ProportionSums,
  treatment: ProportionSums,
  prior: BetaParameters = FLAT_BETA,
): BetaPosterior {
  requireProportion('control', control);
  requireProportion('treatment', treatment);
  requirePositive('prior.alpha', prior.alpha);
  requirePositive('prior.beta', prior.beta);
  const [c, t] = [betaPosteriorOf(control, prior), betaPosteriorOf(treatment, prior)];
  return {
    probTreatmentBetter: probabilityAbove(t, c),
    expectedLossChooseTreatment: expectedLoss(c, t),
    expectedLossChooseControl: expectedLoss(t, c),
  };
}
