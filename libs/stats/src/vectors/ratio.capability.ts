import type { CupedArm } from '../cuped/cuped-sums.js';
import { cuped, cupedTheta } from '../cuped/cuped.js';
import type { CupedRatioSums } from '../cuped/cuped-ratio.js';
import { cupedRatio } from '../cuped/cuped-ratio.js';
import type { RatioArm } from '../frequentist/delta-ratio.js';
import { deltaRatio, sampleRatio } from '../frequentist/delta-ratio.js';
import type { QuantileArm } from '../frequentist/quantile-comparison.js';
import { compareQuantiles } from '../frequentist/quantile-comparison.js';
import { quantileRanks } from '../frequentist/quantile-ranks.js';
import { welchOptions } from './frequentist.capability.js';
import type { Fields, Shape } from './inputs.js';
import { fields, has, num, numbers, optionalNum, runShape } from './inputs.js';

/** The named numbers of an arm. */
const sumsOf = <Name extends string>(arm: Fields, names: readonly Name[]): Record<Name, number> =>
  Object.fromEntries(names.map((name) => [name, num(arm, name)])) as Record<Name, number>;

const RATIO_SUMS = ['n', 'numSum', 'numSumSquares', 'denSum', 'denSumSquares', 'numDenSumProducts'] as const;
const CUPED_SUMS = [
  'n',
  'preSum',
  'preSumSquares',
  'postSum',
  'postSumSquares',
  'prePostSumProducts',
] as const;
const CUPED_RATIO_SUMS = [
  'n',
  'mPostSum',
  'mPostSumSq',
  'dPostSum',
  'dPostSumSq',
  'mPreSum',
  'mPreSumSq',
  'dPreSum',
  'dPreSumSq',
  'mPost_mPre',
  'dPost_dPre',
  'mPre_dPre',
  'mPost_dPost',
  'mPost_dPre',
  'mPre_dPost',
] as const;
const QUANTILE_ARM = ['n', 'nStar', 'nu', 'q', 'lo', 'up'] as const;

const ratioArm = (arm: Fields): RatioArm =>
  has(arm, 'num', 'den') ? { num: numbers(arm, 'num'), den: numbers(arm, 'den') } : sumsOf(arm, RATIO_SUMS);
const cupedArm = (arm: Fields): CupedArm =>
  has(arm, 'pre', 'post')
    ? { pre: numbers(arm, 'pre'), post: numbers(arm, 'post') }
    : sumsOf(arm, CUPED_SUMS);
const cupedRatioArm = (arm: Fields): CupedRatioSums => sumsOf(arm, CUPED_RATIO_SUMS);
const quantileArm = (arm: Fields): QuantileArm => sumsOf(arm, QUANTILE_ARM);

const both = <Arm>(inputs: Fields, read: (arm: Fields) => Arm): [control: Arm, treatment: Arm] => [
  read(fields(inputs, 'control')),
  read(fields(inputs, 'treatment')),
];

const RATIO_SHAPES: readonly Shape[] = [
  { requires: ['num', 'den'], run: (inputs) => sampleRatio(ratioArm(inputs)) },
  {
    requires: ['control', 'treatment'],
    run: (inputs) => deltaRatio(...both(inputs, ratioArm), welchOptions(inputs)),
  },
  { requires: ['numSum', 'denSum'], run: (inputs) => sampleRatio(ratioArm(inputs)) },
];

export const deltaRatioCapability = (inputs: Fields): object => runShape('delta_ratio', RATIO_SHAPES, inputs);

export function cupedCapability(inputs: Fields): object {
  const control = fields(inputs, 'control');
  if (has(control, 'mPostSum')) return cupedRatio(...both(inputs, cupedRatioArm), welchOptions(inputs));
  if (has(control, 'pre') && !has(inputs, 'effect')) return { theta: cupedTheta(...both(inputs, cupedArm)) };
  return cuped(...both(inputs, cupedArm), welchOptions(inputs));
}

const QUANTILE_SHAPES: readonly Shape[] = [
  {
    requires: ['control', 'treatment'],
    run: (inputs) => compareQuantiles(...both(inputs, quantileArm), welchOptions(inputs)),
  },
  {
    requires: ['n', 'nu'],
    run: (inputs) =>
      quantileRanks({
        n: num(inputs, 'n'),
        nu: num(inputs, 'nu'),
        confidence: optionalNum(inputs, 'confidence'),
      }),
  },
];

export const quantileCapability = (inputs: Fields): object => runShape('quantile', QUANTILE_SHAPES, inputs);
