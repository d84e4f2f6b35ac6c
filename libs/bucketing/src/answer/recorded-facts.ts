import type { ExperimentEvaluation, ExperimentReason } from '../evaluation/evaluation.js';

/** Reasons that exposures carry; the others serve a unit that the run knows nothing of. */
const RECORDED = [
  'split',
  'sticky',
  'bandit',
  'winner',
  'no_winner',
  'override',
  'holdout',
  'paused',
  'rolled_back',
  'provisional',
] as const satisfies readonly ExperimentReason[];
export type RecordedReason = (typeof RECORDED)[number];

/** What an exposure says of the decision that led to it. */
export interface RecordedFacts {
  readonly variant: string;
  readonly run: number;
  readonly phase: number;
  readonly reason: RecordedReason;
  readonly propensity: number;
  readonly revision: string;
}

/** What is served to everyone has no randomisation: it was certain. */
const CERTAIN = 1;

const reasons: ReadonlySet<ExperimentReason> = new Set(RECORDED);
const isRecorded = (reason: ExperimentReason): reason is RecordedReason => reasons.has(reason);

/**
 * What must be recorded when a unit sees what it was served?
 * @returns undefined where there is nothing to record: before the start, and outside of the traffic that takes part
 * @example recordedFacts(evaluateExperiment(definition, { unit: 'visitor-1' }))?.variant // 'treatment'
 */
export function recordedFacts(evaluation: ExperimentEvaluation): RecordedFacts | undefined {
  const { variant, run, phase, reason, revision, propensity } = evaluation;
  if (!isRecorded(reason) || variant === null || run === null || phase === null) return undefined;
  return { variant, run, phase, reason, propensity: propensity ?? CERTAIN, revision };
}
