import type {
  ExperimentDefinition,
  ExperimentEvaluation,
  ExperimentReason,
  RolloutEvaluation,
  RolloutReason,
} from '@assay/bucketing';
import type { AnswerFacts } from '../answers/answer-texts.js';
import { exposureOf } from '../assign/assignment-answer.js';

/** Why, in the words of OpenFeature. */
export type OfrepReason = 'STATIC' | 'SPLIT' | 'TARGETING_MATCH' | 'DISABLED' | 'DEFAULT';

type FlatMetadata = Readonly<Record<string, string | number | boolean>>;

/** A successful evaluation as the protocol has it; metadata is flat. */
export interface OfrepAnswer {
  readonly key: string;
  readonly reason: OfrepReason;
  readonly variant?: string;
  readonly value: unknown;
  readonly metadata: FlatMetadata;
}

const EXPERIMENT_REASONS: Readonly<Record<ExperimentReason, OfrepReason>> = {
  split: 'SPLIT',
  sticky: 'SPLIT',
  bandit: 'SPLIT',
  provisional: 'SPLIT',
  winner: 'STATIC',
  override: 'TARGETING_MATCH',
  paused: 'DISABLED',
  rolled_back: 'DISABLED',
  not_started: 'DISABLED',
  holdout: 'TARGETING_MATCH',
  not_in_layer: 'DEFAULT',
  prerequisite_failed: 'DEFAULT',
  targeting_mismatch: 'DEFAULT',
  not_in_traffic: 'DEFAULT',
  unit_missing: 'DEFAULT',
  digest_missing: 'DEFAULT',
  unavailable: 'DEFAULT',
};

const ROLLOUT_REASONS: Readonly<Record<RolloutReason, OfrepReason>> = {
  percentage: 'SPLIT',
  allowed: 'TARGETING_MATCH',
  denied: 'TARGETING_MATCH',
  rolled_back: 'DISABLED',
  not_started: 'DISABLED',
  unit_missing: 'DEFAULT',
  digest_missing: 'DEFAULT',
};

const isConfigured = ({ variants }: ExperimentDefinition): boolean =>
  variants.some(({ config }) => Object.keys(config).length > 0);

/** What an exposure event needs beside the unit and the variant. */
function recordedBy(evaluation: ExperimentEvaluation, facts: AnswerFacts): FlatMetadata {
  const exposure = exposureOf(evaluation, facts);
  if (exposure === undefined) return {};
  const { run, phase, propensity, revision } = exposure;
  return { run, phase, propensity, revision };
}

/**
 * The value of an experiment is the config of the variant, or the variant's key where no variant has a config: one
 * type for all variants, because clients ask for a typed value.
 */
export function experimentAnswer(
  definition: ExperimentDefinition,
  evaluation: ExperimentEvaluation,
  facts: AnswerFacts,
): OfrepAnswer {
  const { key, variant, config, reason, inExperiment } = evaluation;
  return {
    key,
    reason: EXPERIMENT_REASONS[reason],
    ...(variant === null ? {} : { variant }),
    value: isConfigured(definition) ? config : variant,
    metadata: { kind: 'experiment', reason, inExperiment, ...recordedBy(evaluation, facts) },
  };
}

/** The value of a rollout is whether the feature is on; outcomes send its activation back. */
export function rolloutAnswer(evaluation: RolloutEvaluation): OfrepAnswer {
  const { key, enabled, reason, percentage, activation, revision } = evaluation;
  const activated: FlatMetadata = activation === null ? {} : { activation };
  return {
    key,
    reason: ROLLOUT_REASONS[reason],
    variant: enabled ? 'on' : 'off',
    value: enabled,
    metadata: { kind: 'rollout', reason, percentage, revision, ...activated },
  };
}
