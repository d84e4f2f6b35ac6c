import { epsilonGreedy, ucb1 } from '../bandit/index-policies.js';
import { thompsonBeta, thompsonNormal, topTwoThompson } from '../bandit/thompson.js';
import { withFloor } from '../bandit/with-floor.js';
import { requireSameLength } from '../errors/require.js';
import { betaPrior } from './bayesian.capability.js';
import { proportionArm } from './frequentist.capability.js';
import type { Fields } from './inputs.js';
import { has, listOf, num, numbers, oneOf, optionalNum } from './inputs.js';

const POLICIES = [
  'thompson',
  'top-two thompson',
  'ucb1',
  'epsilon-greedy',
  'epsilon-greedy (split ties)',
] as const;
type Policy = (typeof POLICIES)[number];

const normalArms = (inputs: Fields) => {
  const [means, sds] = [numbers(inputs, 'means'), numbers(inputs, 'sds')];
  requireSameLength('means', means, 'sds', sds);
  return means.map((mean, i) => ({ mean, sd: sds[i] ?? 0 }));
};

/** The floor is the gateway's, over every policy: shown where one is given. */
const floored = (inputs: Fields, weights: readonly number[]): object => {
  const minWeight = optionalNum(inputs, 'minWeight');
  return minWeight === undefined ? {} : { weightsWithFloor: withFloor(weights, minWeight) };
};

function thompson(inputs: Fields): object {
  const probBest = has(inputs, 'arms')
    ? thompsonBeta(listOf(inputs, 'arms').map(proportionArm), betaPrior(inputs))
    : thompsonNormal(normalArms(inputs));
  return { probBest, ...floored(inputs, probBest) };
}

function topTwo(inputs: Fields): object {
  const weights = topTwoThompson(normalArms(inputs));
  return { topTwo: weights, ...floored(inputs, weights) };
}

function greedy(inputs: Fields, ties: 'first' | 'split'): object {
  const weights = epsilonGreedy(numbers(inputs, 'means'), { epsilon: num(inputs, 'epsilon'), ties });
  return { weights, ...floored(inputs, weights) };
}

const RUNS: Record<Policy, (inputs: Fields) => object> = {
  thompson,
  'top-two thompson': topTwo,
  ucb1: (inputs) =>
    ucb1(listOf(inputs, 'arms').map((arm) => ({ pulls: num(arm, 'pulls'), sum: num(arm, 'sum') }))),
  'epsilon-greedy': (inputs) => greedy(inputs, 'first'),
  'epsilon-greedy (split ties)': (inputs) => greedy(inputs, 'split'),
};

export const banditCapability = (inputs: Fields): object =>
  RUNS[oneOf(inputs, 'policy', POLICIES) ?? 'thompson'](inputs);
