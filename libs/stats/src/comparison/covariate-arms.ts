import type { AdjustedRatioArms, CupedRatioSums } from '../cuped/cuped-ratio.js';
import { adjustedRatioArms } from '../cuped/cuped-ratio.js';
import type { CupedSums } from '../cuped/cuped-sums.js';
import { adjustedMoments, cupedMoments, slope, together } from '../cuped/cuped-sums.js';
import { metricMoments } from './metric-moments.js';
import type { ComparedMetric, MetricArms, MetricPhase } from './metric-sums.js';
import type { PhaseArm, Strata } from './strata.js';
import { joinPhases } from './strata.js';

export const cupedSumsOf = (sums: MetricPhase): CupedSums => ({
  n: sums.n,
  preSum: sums.preSum ?? 0,
  preSumSquares: sums.preSumSquares ?? 0,
  postSum: sums.sum,
  postSumSquares: sums.sumSquares,
  prePostSumProducts: sums.prePostSum ?? 0,
});

export const cupedRatioSumsOf = (sums: MetricPhase): CupedRatioSums => ({
  n: sums.n,
  mPostSum: sums.sum,
  mPostSumSq: sums.sumSquares,
  dPostSum: sums.denominatorSum ?? 0,
  dPostSumSq: sums.denominatorSumSquares ?? 0,
  mPreSum: sums.preSum ?? 0,
  mPreSumSq: sums.preSumSquares ?? 0,
  dPreSum: sums.denominatorPreSum ?? 0,
  dPreSumSq: sums.denominatorPreSumSquares ?? 0,
  mPost_mPre: sums.prePostSum ?? 0,
  dPost_dPre: sums.denominatorPrePostSum ?? 0,
  mPre_dPre: sums.preDenominatorPreSum ?? 0,
  mPost_dPost: sums.numeratorDenominatorSum ?? 0,
  mPost_dPre: sums.denominatorPreNumeratorPostSum ?? 0,
  mPre_dPost: sums.preDenominatorPostSum ?? 0,
});

/** Strata whose arms have the covariate taken out, each phase with a slope of its own. */
export function covariateStrata(metric: ComparedMetric, { control, treatment }: MetricArms): Strata {
  const pairs = control.map((base) => adjustedPair(metric, base, other(treatment, base)));
  const alone = treatment
    .filter(({ phase }) => other(control, { phase }) === undefined)
    .map((sums) => plainArm(metric, sums));
  return joinPhases(
    pairs.map(([base]) => base),
    [...alone, ...pairs.flatMap(([, treated]) => (treated === undefined ? [] : [treated]))],
  );
}

const other = (phases: readonly MetricPhase[], { phase }: Pick<MetricPhase, 'phase'>) =>
  phases.find((entry) => entry.phase === phase);
const plainArm = (metric: ComparedMetric, sums: MetricPhase): PhaseArm => ({
  phase: sums.phase,
  arm: metricMoments(metric, sums),
});

type Pair = readonly [control: PhaseArm, treatment?: PhaseArm];

function adjustedPair(metric: ComparedMetric, base: MetricPhase, treated: MetricPhase | undefined): Pair {
  if (treated === undefined) return [plainArm(metric, base)];
  return metric.type === 'ratio' ? ratioPair(metric, base, treated) : meanPair(base, treated);
}

function meanPair(base: MetricPhase, treated: MetricPhase): Pair {
  const sums = [cupedSumsOf(base), cupedSumsOf(treated)] as const;
  const theta = slope(together(...sums));
  const control = cupedMoments(sums[0]);
  const baseline = control.postMean;
  return [
    { phase: base.phase, arm: { ...adjustedMoments(control, theta), baseline } },
    { phase: base.phase, arm: adjustedMoments(cupedMoments(sums[1]), theta) },
  ];
}

function ratioPair(metric: ComparedMetric, base: MetricPhase, treated: MetricPhase): Pair {
  const arms = adjustedRatioArms(cupedRatioSumsOf(base), cupedRatioSumsOf(treated));
  // Without two units and a denominator in both arms there is nothing to adjust.
  if (isReason(arms)) return [plainArm(metric, base), plainArm(metric, treated)];
  const { control, treatment, baseline } = arms;
  return [
    { phase: base.phase, arm: { ...control, baseline } },
    { phase: base.phase, arm: treatment },
  ];
}

const isReason = (arms: AdjustedRatioArms | string): arms is string => typeof arms === 'string';
