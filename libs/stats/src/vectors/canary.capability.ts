import { canaryScore } from '../canary/canary-score.js';
import { mannWhitney } from '../canary/mann-whitney.js';
import { InvalidFieldError } from '../errors/invalid-field.error.js';
import { sampleQuantile } from '../sums/sample-quantile.js';
import type { Fields, Shape } from './inputs.js';
import { fields, num, numbers, oneOf, optionalNum, runShape } from './inputs.js';

const labels = (name: string, value: unknown): string[] => {
  if (!Array.isArray(value) || !value.every((entry) => typeof entry === 'string'))
    throw new InvalidFieldError(`groups.${name}`, 'a list of texts');
  return value;
};

const score = (inputs: Fields): object => {
  const weights = inputs['weights'] === undefined ? {} : fields(inputs, 'weights');
  return canaryScore(
    Object.fromEntries(
      Object.entries(fields(inputs, 'groups')).map(([name, value]) => [name, labels(name, value)]),
    ),
    Object.fromEntries(Object.keys(weights).map((name) => [name, num(weights, name)])),
  );
};

const SHAPES: readonly Shape[] = [
  { requires: ['groups'], run: score },
  {
    requires: ['values', 'p'],
    run: (inputs) => ({ type7: sampleQuantile(numbers(inputs, 'values'), num(inputs, 'p') / 100) }),
  },
  {
    requires: ['experiment', 'control'],
    run: (inputs) =>
      mannWhitney(numbers(inputs, 'experiment'), numbers(inputs, 'control'), {
        confLevel: optionalNum(inputs, 'confLevel'),
        tolerance: optionalNum(inputs, 'tolerance'),
        direction: oneOf(inputs, 'direction', ['increase', 'decrease', 'either']),
      }),
  },
];

export const canaryCapability = (inputs: Fields): object => runShape('canary_mann_whitney', SHAPES, inputs);
