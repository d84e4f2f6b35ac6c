import { betaPosterior } from '../bayesian/beta-posterior.js';
import { gaussianPosterior, gaussianRisks } from '../bayesian/gaussian-posterior.js';
import type { NormalPrior } from '../bayesian/gaussian-posterior.js';
import type { BetaParameters } from '../bayesian/beta-integral.js';
import { proportionMoments } from '../frequentist/proportion.js';
import type { ArmMoments } from '../frequentist/welch-comparison.js';
import { fromSums } from '../sums/from-sums.js';
import { meanSums, proportionArm } from './frequentist.capability.js';
import type { Fields, Shape } from './inputs.js';
import { fields, has, isFields, num, oneOf, runShape } from './inputs.js';

export function betaPrior(inputs: Fields): BetaParameters | undefined {
  if (!has(inputs, 'prior') || inputs['prior'] === null) return undefined;
  const prior = fields(inputs, 'prior');
  return { alpha: num(prior, 'alpha'), beta: num(prior, 'beta') };
}

export function normalPrior(inputs: Fields): NormalPrior | null {
  if (!has(inputs, 'prior') || inputs['prior'] === null) return null;
  const prior = fields(inputs, 'prior');
  return { mean: num(prior, 'mean'), variance: num(prior, 'variance') };
}

const momentsOf = (name: string, arm: Fields): ArmMoments =>
  has(arm, 'successes') ? proportionMoments(name, proportionArm(arm)) : fromSums(meanSums(arm));

const isBeta = (inputs: Fields): boolean => isFields(inputs['prior']) && has(inputs['prior'], 'alpha');

function arms(inputs: Fields): object {
  const [control, treatment] = [fields(inputs, 'control'), fields(inputs, 'treatment')];
  if (isBeta(inputs) && !has(inputs, 'effect'))
    return betaPosterior(proportionArm(control), proportionArm(treatment), betaPrior(inputs));
  return gaussianPosterior(momentsOf('control', control), momentsOf('treatment', treatment), {
    effect: oneOf(inputs, 'effect', ['absolute', 'relative']) ?? 'absolute',
    prior: normalPrior(inputs),
  });
}

const SHAPES: readonly Shape[] = [
  {
    requires: ['mu', 'sigma'],
    run: (inputs) => gaussianRisks({ mu: num(inputs, 'mu'), sigma: num(inputs, 'sigma') }),
  },
  { requires: ['control', 'treatment'], run: arms },
];

export const bayesianCapability = (inputs: Fields): object => runShape('bayesian', SHAPES, inputs);
