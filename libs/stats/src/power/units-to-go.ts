import { normalQuantile } from '../distributions/normal-quantile.js';
import { normalSurvival } from '../distributions/normal-survival.js';
import type { NothingToCompute } from '../errors/nothing-to-compute.js';
import { requireCount, requireFinite, requireOpenProbability, requirePositive } from '../errors/require.js';
import type { NormalPrior } from '../bayesian/gaussian-posterior.js';
import { welchT } from '../frequentist/welch-t.js';
import { findRoot } from '../numeric/find-root.js';
import { confidenceSequence } from '../sequential/confidence-sequence.js';
import type { MeanSums } from '../sums/from-sums.js';

/** By which rule the running experiment will be decided. */
export type PowerEngine = 'freq' | 'sequential' | 'bayes';

export interface MidExperimentPlan {
  /** The effect that is to be found, over the control mean, as a fraction. */
  readonly mdeRelative: number;
  readonly targetPower: number;
  readonly alpha?: number;
  readonly engine?: PowerEngine;
  /** Of a sequential engine. */
  readonly tuning?: number;
  /** Of a Bayesian engine. */
  readonly prior?: NormalPrior | null;
}

export interface MidExperimentPower {
  /** Further units, as a multiple of those that are there. */
  readonly scalingFactor: number | null;
  readonly additionalUsers: number | null;
  readonly reason: NothingToCompute | null;
}

/** Beyond this nobody waits. */
const LARGEST_FACTOR = 500;
const LARGEST_EFFECT = 1_000;

/**
 * How many more units does a running experiment need to find an effect of a given size?
 *
 * From the variance seen so far: the error shrinks with the units to come, and the power is that of the rule which
 * will decide.
 * @param control sums of the control arm
 * @param treatment sums of the arm that is held against it
 * @param plan effect, power, alpha, engine with its tuning or prior
 * @returns how many times the present units are to come in addition (0: enough already; null: more than 500 times),
 *   and that many units over both arms
 * @throws StatsError for sums that no values can have and parameters outside their domains
 * @see https://arxiv.org/abs/1803.06336
 */
export function unitsToGo(
  control: MeanSums,
  treatment: MeanSums,
  plan: MidExperimentPlan,
): MidExperimentPower {
  const { alpha = 0.05 } = plan;
  requireOpenProbability('alpha', alpha);
  const { se, reason } = welchT(control, treatment, { effect: 'relative', alpha });
  if (se === null) return { scalingFactor: null, additionalUsers: null, reason: reason ?? 'zero-variance' };
  return unitsToGoAt({ se, units: control.n + treatment.n }, plan);
}

/** How sure a running experiment is by now, whatever the type of its metric. */
export interface PresentError {
  /** Standard error of the effect over the control mean. */
  readonly se: number;
  /** Units over both arms. */
  readonly units: number;
}

/**
 * How many more units does a running experiment need to find an effect of a given size, from the error it has now?
 *
 * As `unitsToGo`, for comparisons of any type (`compareMetric(…).relative.se`).
 * @param now standard error of the relative effect, and the units it comes from
 * @param plan effect, power, alpha, engine with its tuning or prior
 * @returns as `unitsToGo`
 * @throws StatsError for parameters outside their domains
 * @see https://arxiv.org/abs/1803.06336
 * @example unitsToGoAt({ se: 0.02, units: 1000 }, { mdeRelative: 0.05, targetPower: 0.8 }).additionalUsers // 255.82…
 */
export function unitsToGoAt({ se, units }: PresentError, plan: MidExperimentPlan): MidExperimentPower {
  const { targetPower, mdeRelative, alpha = 0.05 } = plan;
  requireOpenProbability('targetPower', targetPower);
  requireOpenProbability('alpha', alpha);
  requireFinite('mdeRelative', mdeRelative);
  requireCount('units', units);
  if (se === 0) return { scalingFactor: null, additionalUsers: null, reason: 'zero-variance' };
  requirePositive('se', se);
  const missing = (k: number): number =>
    powerOf({ k, variance: se ** 2 / (1 + k), units }, plan) - targetPower;
  const factor = missing(0) >= 0 ? 0 : findRoot(missing, { lower: 0, upper: LARGEST_FACTOR });
  return { scalingFactor: factor, additionalUsers: factor === null ? null : factor * units, reason: null };
}

/**
 * Which effect does a running experiment find by now, with a given power?
 * @param now standard error of the relative effect, and the units it comes from
 * @param plan power, alpha, engine with its tuning or prior
 * @returns the smallest such effect as a fraction of the control mean; null when it is above 1000
 * @throws StatsError for parameters outside their domains
 * @see https://arxiv.org/abs/1803.06336
 * @example detectableEffectAt({ se: 0.02, units: 1000 }, { targetPower: 0.8 }) // 0.0560317…
 */
export function detectableEffectAt(
  { se, units }: PresentError,
  plan: Omit<MidExperimentPlan, 'mdeRelative'>,
): number | null {
  requireOpenProbability('targetPower', plan.targetPower);
  requireOpenProbability('alpha', plan.alpha ?? 0.05);
  requireCount('units', units);
  requirePositive('se', se);
  const missing = (mdeRelative: number): number =>
    powerOf({ k: 0, variance: se ** 2, units }, { ...plan, mdeRelative }) - plan.targetPower;
  return findRoot(missing, { lower: 0, upper: LARGEST_EFFECT });
}

interface Later {
  readonly k: number;
  readonly variance: number;
  readonly units: number;
}

function powerOf(later: Later, plan: MidExperimentPlan): number {
  const s = Math.sqrt(later.variance);
  const { x, b } = threshold(later, plan);
  const d = plan.mdeRelative;
  return normalSurvival((x - b - d) / s) + normalSurvival((x + b + d) / s);
}

/** How far from 0 the estimate has to be (x), and by how much a prior moves it (b). */
function threshold({ k, variance, units }: Later, plan: MidExperimentPlan): { x: number; b: number } {
  const { alpha = 0.05, engine = 'freq', prior = null } = plan;
  const z = -normalQuantile(alpha / 2);
  const se = Math.sqrt(variance);
  if (engine === 'sequential') {
    const look = {
      estimate: 0,
      se,
      nTotal: units * (1 + k),
      alpha,
      ...(plan.tuning ? { tuning: plan.tuning } : {}),
    };
    return { x: confidenceSequence(look).halfWidth ?? 0, b: 0 };
  }
  if (engine === 'freq' || prior === null) return { x: z * se, b: 0 };
  requirePositive('prior.variance', prior.variance);
  return {
    x: variance * z * Math.sqrt(1 / prior.variance + 1 / variance),
    b: (variance * prior.mean) / prior.variance,
  };
}
