import { bernoulliConfidenceSequence } from '../sequential/bernoulli-confidence-sequence.js';
import { betaBinomialBound } from '../sequential/beta-binomial-bound.js';
import { confidenceSequence } from '../sequential/confidence-sequence.js';
import { groupSequentialBounds } from '../sequential/group-sequential-bounds.js';
import { mixtureRho } from '../sequential/mixture-rho.js';
import { msprt } from '../sequential/msprt.js';
import { normalMixtureBound } from '../sequential/normal-mixture-bound.js';
import { oneSidedNormalMixtureBound } from '../sequential/one-sided-normal-mixture-bound.js';
import { stitchedBound } from '../sequential/stitched-bound.js';
import { proportionArm } from './frequentist.capability.js';
import type { Fields, Shape } from './inputs.js';
import { fields, num, numbers, optionalNum, runShape } from './inputs.js';

const alphaOf = (inputs: Fields): number | undefined => optionalNum(inputs, 'alpha');

const SHAPES: readonly Shape[] = [
  {
    requires: ['estimate', 'se'],
    run: (inputs) =>
      confidenceSequence({
        estimate: num(inputs, 'estimate'),
        se: num(inputs, 'se'),
        nTotal: num(inputs, 'nTotal'),
        tuning: optionalNum(inputs, 'tuning'),
        alpha: alphaOf(inputs),
      }),
  },
  { requires: ['control', 'treatment', 'tau2'], run: runMsprt },
  {
    requires: ['successes', 'n', 'tOpt'],
    run: (inputs) => ({
      ci: bernoulliConfidenceSequence(proportionArm(inputs), {
        tOpt: num(inputs, 'tOpt'),
        alpha: alphaOf(inputs),
      }),
    }),
  },
  {
    requires: ['informationFractions'],
    run: (inputs) => ({
      zBounds: groupSequentialBounds(numbers(inputs, 'informationFractions'), alphaOf(inputs)),
    }),
  },
  { requires: ['v', 'vMin'], run: (inputs) => ({ bound: runStitched(inputs) }) },
  { requires: ['v', 'vOpt', 'g', 'h'], run: runBetaBinomial },
  { requires: ['v', 'vOpt'], run: runNormalMixture },
  { requires: ['tuning'], run: (inputs) => ({ rho: mixtureRho(num(inputs, 'tuning'), alphaOf(inputs)) }) },
];

export const sequentialCapability = (inputs: Fields): object => runShape('sequential_cs', SHAPES, inputs);

function runMsprt(inputs: Fields): object {
  return msprt(proportionArm(fields(inputs, 'control')), proportionArm(fields(inputs, 'treatment')), {
    tau2: num(inputs, 'tau2'),
    alpha: alphaOf(inputs),
  });
}

function runStitched(inputs: Fields): number {
  return stitchedBound({
    v: num(inputs, 'v'),
    alpha: num(inputs, 'alpha'),
    vMin: num(inputs, 'vMin'),
    c: optionalNum(inputs, 'c'),
    s: optionalNum(inputs, 's'),
    eta: optionalNum(inputs, 'eta'),
  });
}

function runBetaBinomial(inputs: Fields): object {
  return betaBinomialBound({
    v: num(inputs, 'v'),
    alpha: num(inputs, 'alpha'),
    vOpt: num(inputs, 'vOpt'),
    alphaOpt: optionalNum(inputs, 'alphaOpt'),
    g: num(inputs, 'g'),
    h: num(inputs, 'h'),
  });
}

function runNormalMixture(inputs: Fields): object {
  const options = {
    v: num(inputs, 'v'),
    alpha: num(inputs, 'alpha'),
    vOpt: num(inputs, 'vOpt'),
    alphaOpt: optionalNum(inputs, 'alphaOpt'),
  };
  return optionalNum(inputs, 'sided') === 1
    ? oneSidedNormalMixtureBound(options)
    : normalMixtureBound(options);
}
