import type { ExperimentDefinition } from '../definition/definition.js';
import type {
  ExperimentEvaluation,
  ExperimentReason,
  RolloutEvaluation,
  RolloutReason,
} from '../evaluation/evaluation.js';
import { recordedFacts } from './recorded-facts.js';

/** Why, in the words of OpenFeature. */
export type FlagReason = 'STATIC' | 'SPLIT' | 'TARGETING_MATCH' | 'DISABLED' | 'DEFAULT';

export type FlatMetadata = Readonly<Record<string, string | number | boolean>>;

/** A successful evaluation as OpenFeature's remote evaluation protocol has it; metadata is flat. */
export interface FlagAnswer {
  readonly key: string;
  readonly reason: FlagReason;
  readonly variant?: string;
  readonly value: unknown;
  readonly metadata: FlatMetadata;
}

const EXPERIMENT_REASONS: Readonly<Record<ExperimentReason, FlagReason>> = {
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

const ROLLOUT_REASONS: Readonly<Record<RolloutReason, FlagReason>> = {
  percentage: 'SPLIT',
  allowed: 'TARGETING_MATCH',
  denied: 'TARGETING_MATCH',
  not_in_audience: 'DEFAULT',
  unavailable: 'DEFAULT',
  live: 'STATIC',
  rolled_back: 'DISABLED',
  not_started: 'DISABLED',
  unit_missing: 'DEFAULT',
  digest_missing: 'DEFAULT',
};

const isConfigured = ({ variants }: ExperimentDefinition): boolean =>
  variants.some(({ config }) => typeof config !== 'object' || Object.keys(config).length > 0);

/** What an exposure needs beside the unit, the variant and the reason. */
function recordedMetadata(evaluation: ExperimentEvaluation): FlatMetadata {
  const facts = recordedFacts(evaluation);
  if (facts === undefined) return {};
  const { run, phase, propensity, revision } = facts;
  return { run, phase, propensity, revision };
}

/**
 * What does a client that knows only the flag's name get of an experiment? The value is the config of the variant,
 * or the variant's key where no variant has a config: one type for all variants, because clients ask for a typed
 * value.
 * @see https://github.com/open-feature/protocol
 * @example experimentAnswer(definition, evaluation).reason // 'SPLIT'
 */
export function experimentAnswer(
  definition: ExperimentDefinition,
  evaluation: ExperimentEvaluation,
): FlagAnswer {
  const { key, variant, config, reason, inExperiment } = evaluation;
  return {
    key,
    reason: EXPERIMENT_REASONS[reason],
    ...(variant === null ? {} : { variant }),
    value: isConfigured(definition) ? config : variant,
    metadata: { kind: 'experiment', reason, inExperiment, ...recordedMetadata(evaluation) },
  };
}

/**
 * What does such a client get of a rollout? The value is whether the feature is on; outcomes send its activation
 * back, and those of an earlier version that version's own.
 * @example rolloutAnswer(evaluateRollout(rollout, { unit: 'visitor-1' })).value // true
 */
export function rolloutAnswer(evaluation: RolloutEvaluation): FlagAnswer {
  const { key, enabled, reason, percentage, activation, revision, version } = evaluation;
  const activated: FlatMetadata = activation === null ? {} : { activation };
  const versioned: FlatMetadata = version === undefined ? {} : { version };
  return {
    key,
    reason: ROLLOUT_REASONS[reason],
    variant: enabled ? 'on' : 'off',
    value: enabled,
    metadata: { kind: 'rollout', reason, percentage, revision, ...activated, ...versioned },
  };
}
