import type { DecisionCheck } from '@assay/contracts';
import type { ExperimentView } from '../experiments/experiment-view.js';
import type { Eligibility } from '../promotion-handling/eligibility.service.js';

const SAFETY_CHECKS = [
  'minSampleSize',
  'minConfidence',
  'minImprovement',
  'minRuntime',
  'errorRateAcceptable',
] as const;

/** The answer to "may this be promoted?": each check with its value, the safety checks as yes or no beside them. */
export interface EligibilityView {
  readonly experiment: string;
  readonly status: Exclude<ExperimentView['status'], 'reopened'>;
  /** Control is served to all: a promotion was taken back, and no new run has begun. */
  readonly controlOnly: boolean;
  /** The variant that a concluded experiment serves to all; null where there is none. */
  readonly concludedWinner: string | null;
  readonly isEligible: boolean;
  readonly winner: string | null;
  readonly candidate: string | null;
  readonly confidence: number | null;
  readonly improvement: number | null;
  readonly safetyChecks: Readonly<Record<(typeof SAFETY_CHECKS)[number], boolean>>;
  readonly checks: readonly DecisionCheck[];
  readonly warnings: readonly string[];
}

export function eligibilityView(eligibility: Eligibility): EligibilityView {
  const { experiment, isEligible, winner, candidate, confidence, improvement, checks, warnings } =
    eligibility;
  const passed = (name: string): boolean => checks.find((check) => check.name === name)?.passed ?? false;
  const safetyChecks = Object.fromEntries(
    SAFETY_CHECKS.map((name) => [name, passed(name)]),
  ) as EligibilityView['safetyChecks'];
  return {
    experiment: experiment.key,
    status: experiment.status === 'reopened' ? 'running' : experiment.status,
    controlOnly: experiment.status === 'reopened',
    concludedWinner: experiment.winner,
    ...{ isEligible, winner, candidate, confidence, improvement, safetyChecks, checks, warnings },
  };
}
