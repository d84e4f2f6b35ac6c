import type { BanditSettings, BanditWeightsUpdated, MetricSpec } from '@assay/contracts';
import type { BanditPolicy } from '@assay/stats';
import { banditWeights } from '@assay/stats';
import type { ExperimentRefusal } from './experiment-refusal.js';
import type { ExperimentDesign, Variant } from './experiment-state.js';

/** More would make a computation that every gateway feels, and leave too few units for each. */
export const MOST_ARMS = 10;

type Settled = Omit<Required<BanditSettings>, 'policy'> & { readonly policy: BanditPolicy };
type Told = Pick<BanditWeightsUpdated['data'], 'floor' | 'epsilon' | 'metric' | 'arms' | 'inputs'> & {
  readonly policy: BanditSettings['policy'];
};

const DEFAULTS: Settled = {
  policy: 'thompson',
  floor: 0.01,
  epsilon: 0.1,
  intervalSeconds: 600,
  burnInUnits: 100,
};

/** The settings of a bandit, what is left out filled in. */
export const banditSettings = ({ bandit = {} }: Pick<ExperimentDesign, 'bandit'>): Settled => ({
  ...DEFAULTS,
  ...bandit,
});

const isShare = ({ type }: MetricSpec): boolean => type === 'proportion' || type === 'retention';

/** What keeps a bandit from starting; undefined for other experiments that claim to be none. */
export function banditProblem(
  design: ExperimentDesign,
  variants: readonly Variant[],
): ExperimentRefusal | undefined {
  if (design.experimentType !== 'bandit')
    return design.bandit === undefined
      ? undefined
      : { code: 'BANDIT_SETTINGS_UNUSED', experimentType: design.experimentType };
  const { primaryMetric } = design;
  if (primaryMetric === null) return { code: 'BANDIT_WITHOUT_METRIC' };
  // Elsewhere its weights were computed; here they never are.
  if (design.origin === 'imported') return undefined;
  const { policy, floor } = banditSettings(design);
  const isSuited = policy === 'ucb1' ? isShare(primaryMetric) : primaryMetric.type !== 'quantile';
  if (!isSuited) return { code: 'BANDIT_METRIC_UNSUITED', policy, type: primaryMetric.type };
  if (variants.length > MOST_ARMS) return { code: 'TOO_MANY_ARMS', count: variants.length, limit: MOST_ARMS };
  return floor * variants.length >= 1
    ? { code: 'BANDIT_FLOOR_TOO_HIGH', floor, arms: variants.length }
    : undefined;
}

/** Which weights follow from what an update tells; null where it tells nothing of an arm. */
export function weightsFrom({
  policy = DEFAULTS.policy,
  floor,
  epsilon,
  metric,
  arms,
  inputs,
}: Told): Readonly<Record<string, number>> | null {
  const { type, direction } = metric;
  const sums = arms.map((arm) =>
    inputs.flatMap(({ variant, phase, sums: of }) => (variant === arm ? [{ ...of, phase }] : [])),
  );
  const { weights } = banditWeights({ type, direction }, sums, { policy, floor, epsilon });
  return weights && Object.fromEntries(arms.map((arm, index) => [arm, weights[index] ?? floor]));
}
