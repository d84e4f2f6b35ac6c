import { UnknownShapeError } from '../errors/unknown-shape.error.js';
import { newcombeInterval } from '../frequentist/newcombe-interval.js';
import { proportionWelch } from '../frequentist/proportion-welch.js';
import type { ProportionSums } from '../frequentist/proportion.js';
import { twoProportionZ } from '../frequentist/two-proportion-z.js';
import type { WelchOptions } from '../frequentist/welch-comparison.js';
import type { MeanArm } from '../frequentist/welch-t.js';
import { welchT } from '../frequentist/welch-t.js';
import { wilsonInterval } from '../frequentist/wilson-interval.js';
import type { MeanSums } from '../sums/from-sums.js';
import type { Fields } from './inputs.js';
import { fields, has, num, numbers, oneOf, optionalNum } from './inputs.js';

export const proportionArm = (inputs: Fields): ProportionSums => ({
  successes: num(inputs, 'successes'),
  n: num(inputs, 'n'),
});

export const welchOptions = (inputs: Fields): WelchOptions => ({
  effect: oneOf(inputs, 'effect', ['absolute', 'relative']),
  alpha: optionalNum(inputs, 'alpha'),
  alternative: oneOf(inputs, 'alternative', ['two-sided', 'greater', 'less']),
});

export const meanSums = (inputs: Fields): MeanSums => ({
  n: num(inputs, 'n'),
  sum: num(inputs, 'sum'),
  sumSquares: num(inputs, 'sumSquares'),
});

const meanArm = (inputs: Fields): MeanArm =>
  has(inputs, 'values') ? { values: numbers(inputs, 'values') } : meanSums(inputs);

export function twoProportionZCapability(inputs: Fields): object {
  const confidence = optionalNum(inputs, 'confidence');
  if (has(inputs, 'successes', 'n')) return { ci: wilsonInterval(proportionArm(inputs), confidence) };
  if (!has(inputs, 'control', 'treatment'))
    throw new UnknownShapeError('two_proportion_z', Object.keys(inputs));
  const control = proportionArm(fields(inputs, 'control'));
  const treatment = proportionArm(fields(inputs, 'treatment'));
  if (has(inputs, 'effect')) return proportionWelch(control, treatment, welchOptions(inputs));
  if (inputs['method'] === 'newcombe-wilson') return newcombeInterval(control, treatment, confidence);
  oneOf(inputs, 'alternative', ['two-sided']);
  return twoProportionZ(control, treatment);
}

export const welchTCapability = (inputs: Fields): object =>
  welchT(meanArm(fields(inputs, 'control')), meanArm(fields(inputs, 'treatment')), welchOptions(inputs));
