import type { PolicyWeights } from '@assay/stats';
import {
  ArmTwiceProblem,
  ArmUnknownProblem,
  NoWeightProblem,
  TwoPoliciesProblem,
  WeightUnreadableProblem,
} from './policy-problems.js';

/** A policy that is asked about, with what people call it. */
export interface AskedPolicy {
  readonly name: string;
  readonly weights: PolicyWeights;
}

export interface AskedArms {
  readonly arms?: string;
  readonly weights?: string;
}

const MOST_WEIGHT = 1e9;
const WEIGHT = /^(\d+\.?\d*|\.\d+)(e-?\d{1,3})?$/i;

/**
 * The policy that is asked about; where none is, the same share for every variant, and each variant alone.
 * @throws ArmUnknownProblem, ArmTwiceProblem, WeightUnreadableProblem, NoWeightProblem, TwoPoliciesProblem
 */
export function askedPolicies(
  { arms, weights }: AskedArms,
  variants: readonly string[],
): readonly AskedPolicy[] {
  if (arms !== undefined && weights !== undefined) throw new TwoPoliciesProblem(weights);
  if (arms !== undefined) return [uniformOver(partsOf(arms), variants)];
  if (weights !== undefined) return [weighted(weights, variants)];
  return [uniformOver(variants, variants), ...variants.map((variant) => uniformOver([variant], variants))];
}

const partsOf = (list: string): readonly string[] => list.split(',').map((part) => part.trim());

function uniformOver(arms: readonly string[], variants: readonly string[]): AskedPolicy {
  requireArms('arms', arms, variants);
  const name = arms.length === 1 ? `always ${arms.join()}` : `uniform over ${arms.join(', ')}`;
  return { name, weights: new Map(arms.map((arm) => [arm, 1 / arms.length])) };
}

function weighted(text: string, variants: readonly string[]): AskedPolicy {
  const given = partsOf(text).map((part) => {
    const [arm = '', weight = ''] = part.split(':', 2).map((side) => side.trim());
    if (!WEIGHT.test(weight) || Number(weight) > MOST_WEIGHT) throw new WeightUnreadableProblem(part);
    return [arm, Number(weight)] as const;
  });
  const arms = given.map(([arm]) => arm);
  requireArms('weights', arms, variants);
  const total = given.reduce((sum, [, weight]) => sum + weight, 0);
  if (total === 0) throw new NoWeightProblem(text);
  const weights = new Map(given.map(([arm, weight]) => [arm, weight / total]));
  return { name: given.map(([arm, weight]) => `${arm}:${String(weight)}`).join(', '), weights };
}

function requireArms(path: string, arms: readonly string[], variants: readonly string[]): void {
  for (const [place, arm] of arms.entries()) {
    if (!variants.includes(arm)) throw new ArmUnknownProblem(path, arm, variants);
    if (arms.indexOf(arm) !== place) throw new ArmTwiceProblem(path, arm);
  }
}
