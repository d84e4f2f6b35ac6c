import { normalQuantile } from '../distributions/normal-quantile.js';
import { normalSurvival } from '../distributions/normal-survival.js';
import type { NothingToCompute } from '../errors/nothing-to-compute.js';
import { OutOfRangeError } from '../errors/out-of-range.error.js';
import { requireCount, requireFinite, requireOpenProbability, requirePositive } from '../errors/require.js';
import { findRoot } from '../numeric/find-root.js';
import { confidenceSequence } from '../sequential/confidence-sequence.js';

/** An experiment that is planned: what a unit looks like, and how many there will be. */
export interface PlannedExperiment {
  readonly mean: number;
  readonly variance: number;
  /** Units over all variations. */
  readonly nTotal: number;
  readonly variations: number;
  readonly alpha?: number;
  /** Planned units of a sequential test; 0 or absent: one look at the end. */
  readonly sequentialTuning?: number;
}

function requirePlan({
  mean,
  variance,
  nTotal,
  variations,
  alpha = 0.05,
  sequentialTuning = 0,
}: PlannedExperiment): void {
  requireFinite('mean', mean);
  requirePositive('variance', variance);
  requirePositive('nTotal', nTotal);
  requireCount('variations', variations);
  if (variations < 2) throw new OutOfRangeError('variations', variations, '[2, ∞)');
  requireOpenProbability('alpha', alpha);
  requireCount('sequentialTuning', sequentialTuning);
}

const zOf = (alpha: number): number => -normalQuantile(alpha / 2);

/** Probability that an estimate of `effect` with error `se` is beyond `z` errors on either side. */
const found = (effect: number, se: number, z: number): number =>
  normalSurvival(z - effect / se) + normalSurvival(z + effect / se);

/** How much wider than a fixed-horizon interval the always-valid one is, for two arms of n units. */
function sequentialWidening(n: number, { alpha = 0.05, sequentialTuning = 0 }: PlannedExperiment): number {
  if (sequentialTuning === 0) return 1;
  const look = { estimate: 0, se: 1, nTotal: 2 * n, tuning: sequentialTuning, alpha };
  return (confidenceSequence(look).halfWidth ?? 0) / zOf(alpha);
}

/**
 * How probable is it that a planned experiment finds a relative effect?
 * @param plan mean, variance, units, variations, alpha, sequential tuning
 * @param effectRelative effect over the mean, as a fraction
 * @returns power in (0, 1); null with a reason for a mean of 0
 * @throws StatsError for arguments outside their domains
 * @see https://arxiv.org/abs/1803.06336
 * @example relativePower({ mean: 10, variance: 3910, nTotal: 400000, variations: 3, sequentialTuning: 5000 }, 0.05).power // 0.2059…
 */
export function relativePower(
  plan: PlannedExperiment,
  effectRelative: number,
): { readonly power: number | null; readonly reason: NothingToCompute | null } {
  requirePlan(plan);
  requireFinite('effectRelative', effectRelative);
  if (plan.mean === 0) return { power: null, reason: 'zero-baseline' };
  return { power: powerAt(plan, effectRelative), reason: null };
}

function powerAt(plan: PlannedExperiment, effect: number): number {
  const n = plan.nTotal / plan.variations;
  const se = Math.sqrt((plan.variance * (1 + (1 + effect) ** 2)) / (n * plan.mean ** 2));
  return found(effect, se * sequentialWidening(n, plan), zOf(plan.alpha ?? 0.05));
}

/**
 * Which relative effect does a planned experiment find with a given power?
 * @param plan mean, variance, units, variations, alpha, sequential tuning
 * @param targetPower in (0, 1)
 * @returns the smallest such effect in (0, 1], as a fraction; null when even 1 is not found so often
 * @throws StatsError for arguments outside their domains
 * @see https://arxiv.org/abs/1803.06336
 * @example minimumDetectableEffect({ mean: 10, variance: 3910, nTotal: 400000, variations: 3 }, 0.8).mdeRelative // 0.07027…
 */
export function minimumDetectableEffect(
  plan: PlannedExperiment,
  targetPower: number,
): { readonly mdeRelative: number | null; readonly reason: NothingToCompute | null } {
  requirePlan(plan);
  requireOpenProbability('targetPower', targetPower);
  if (plan.mean === 0) return { mdeRelative: null, reason: 'zero-baseline' };
  const missing = (effect: number): number => powerAt(plan, effect) - targetPower;
  return { mdeRelative: findRoot(missing, { lower: 1e-12, upper: 1 }), reason: null };
}
