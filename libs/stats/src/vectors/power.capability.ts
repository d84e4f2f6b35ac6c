import { unitsToGo } from '../power/units-to-go.js';
import type { PlannedExperiment } from '../power/relative-power.js';
import { minimumDetectableEffect, relativePower } from '../power/relative-power.js';
import {
  sampleSizeForCohenD,
  sampleSizeForCohenH,
  sampleSizeForMean,
  sampleSizeForProportion,
} from '../power/sample-size.js';
import { meanSums } from './frequentist.capability.js';
import type { Fields, Shape } from './inputs.js';
import { fields, num, oneOf, optionalNum, runShape } from './inputs.js';
import { normalPrior } from './bayesian.capability.js';

const demand = (inputs: Fields) => ({
  alpha: optionalNum(inputs, 'alpha'),
  power: optionalNum(inputs, 'power'),
});

const plan = (inputs: Fields): PlannedExperiment => ({
  mean: num(inputs, 'mean'),
  variance: num(inputs, 'variance'),
  nTotal: num(inputs, 'nTotal'),
  variations: num(inputs, 'variations'),
  alpha: optionalNum(inputs, 'alpha'),
  sequentialTuning: optionalNum(inputs, 'sequentialTuning'),
});

const toGo = (inputs: Fields): object =>
  unitsToGo(meanSums(fields(inputs, 'control')), meanSums(fields(inputs, 'treatment')), {
    mdeRelative: num(inputs, 'mdeRelative'),
    targetPower: num(inputs, 'targetPower'),
    alpha: optionalNum(inputs, 'alpha'),
    engine: oneOf(inputs, 'engine', ['freq', 'sequential', 'bayes']),
    tuning: optionalNum(inputs, 'tuning'),
    prior: normalPrior(inputs),
  });

const SHAPES: readonly Shape[] = [
  { requires: ['control', 'treatment', 'mdeRelative', 'targetPower'], run: toGo },
  {
    requires: ['mean', 'variance', 'effectRelative', 'nTotal'],
    run: (inputs) => relativePower(plan(inputs), num(inputs, 'effectRelative')),
  },
  {
    requires: ['mean', 'variance', 'targetPower', 'nTotal'],
    run: (inputs) => minimumDetectableEffect(plan(inputs), num(inputs, 'targetPower')),
  },
  {
    requires: ['baseline', 'mdeAbsolute'],
    run: (inputs) =>
      sampleSizeForProportion({
        ...demand(inputs),
        baseline: num(inputs, 'baseline'),
        mdeAbsolute: num(inputs, 'mdeAbsolute'),
      }),
  },
  {
    requires: ['variance', 'mdeAbsolute'],
    run: (inputs) =>
      sampleSizeForMean({
        ...demand(inputs),
        variance: num(inputs, 'variance'),
        mdeAbsolute: num(inputs, 'mdeAbsolute'),
      }),
  },
  {
    requires: ['cohenD'],
    run: (inputs) => sampleSizeForCohenD({ ...demand(inputs), cohenD: num(inputs, 'cohenD') }),
  },
  {
    requires: ['p1', 'p2'],
    run: (inputs) => sampleSizeForCohenH({ ...demand(inputs), p1: num(inputs, 'p1'), p2: num(inputs, 'p2') }),
  },
];

export const powerCapability = (inputs: Fields): object => runShape('power', SHAPES, inputs);
