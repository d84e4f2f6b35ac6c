import type { NothingToCompute } from '../errors/nothing-to-compute.js';

/** Below it the estimate rests on too few decisions. */
export const LEAST_EFFECTIVE_SAMPLE = 100;

export interface PolicyEstimate {
  readonly estimate: number | null;
  readonly se: number | null;
}

/** Why an estimate should not be trusted. */
export type OffPolicyWarning = 'small-effective-sample' | 'arms-never-logged';

export interface OffPolicyEstimate {
  readonly n: number;
  /** Inverse propensity: unbiased, and wide where weights are large. */
  readonly ips: PolicyEstimate;
  /** Self-normalised: a little biased, and usually much narrower. */
  readonly snips: PolicyEstimate;
  /** Doubly robust: unbiased as the first, narrower as far as the mean reward of the arms explains rewards. */
  readonly doublyRobust: PolicyEstimate;
  /** Decisions that would say as much if they had been made by the policy itself. */
  readonly effectiveSampleSize: number;
  /** Arms that the policy would choose and that were never chosen: nothing is known of them. */
  readonly neverLogged: readonly string[];
  readonly warnings: readonly OffPolicyWarning[];
  readonly reason: NothingToCompute | null;
}

export const NOTHING_ESTIMATED: PolicyEstimate = { estimate: null, se: null };

/** Of no decisions, and of those for arms that the policy never chooses, nothing can be estimated by any method. */
export const NO_ESTIMATES = {
  ips: NOTHING_ESTIMATED,
  snips: NOTHING_ESTIMATED,
  doublyRobust: NOTHING_ESTIMATED,
} as const satisfies Partial<OffPolicyEstimate>;

export const warningsOf = ({
  effectiveSampleSize,
  neverLogged,
}: Pick<OffPolicyEstimate, 'effectiveSampleSize' | 'neverLogged'>): readonly OffPolicyWarning[] => [
  ...(effectiveSampleSize < LEAST_EFFECTIVE_SAMPLE ? (['small-effective-sample'] as const) : []),
  ...(neverLogged.length > 0 ? (['arms-never-logged'] as const) : []),
];

/** The mean of terms, with its standard error. */
export const meanWithError = ({
  n,
  mean,
  variance,
}: {
  readonly n: number;
  readonly mean: number | null;
  readonly variance: number | null;
}): PolicyEstimate => ({ estimate: mean, se: variance === null ? null : Math.sqrt(variance / n) });
