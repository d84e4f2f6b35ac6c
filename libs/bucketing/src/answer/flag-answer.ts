import type { ExperimentDefinition } from '../definition/definition.js';
import type {
  ExperimentEvaluation,
  ExperimentReason,
  RolloutEvaluation,
  RolloutReason,
} from '../evaluation/evaluation.js';
import type { ReleaseEvaluation, ReleaseReason } from '../evaluation/release-evaluation.js';
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

type Reason = ExperimentReason | RolloutReason | ReleaseReason;

/** Nothing was decided about the unit: it gets what everybody gets who takes no part. */
type Undecided =
  | 'not_in_layer'
  | 'prerequisite_failed'
  | 'targeting_mismatch'
  | 'not_in_traffic'
  | 'not_in_audience'
  | 'other_traffic'
  | 'unit_missing'
  | 'digest_missing'
  | 'unavailable';

const DECIDED: Readonly<Record<Exclude<Reason, Undecided>, FlagReason>> = {
  split: 'SPLIT',
  sticky: 'SPLIT',
  bandit: 'SPLIT',
  provisional: 'SPLIT',
  percentage: 'SPLIT',
  winner: 'STATIC',
  live: 'STATIC',
  completed: 'STATIC',
  in_production: 'STATIC',
  override: 'TARGETING_MATCH',
  holdout: 'TARGETING_MATCH',
  allowed: 'TARGETING_MATCH',
  denied: 'TARGETING_MATCH',
  in_staging: 'TARGETING_MATCH',
  no_winner: 'DISABLED',
  paused: 'DISABLED',
  rolled_back: 'DISABLED',
  not_started: 'DISABLED',
  aborted: 'DISABLED',
};

const flagReason = (reason: Reason): FlagReason =>
  (DECIDED as Readonly<Partial<Record<Reason, FlagReason>>>)[reason] ?? 'DEFAULT';

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
    reason: flagReason(reason),
    ...(variant === null ? {} : { variant }),
    value: isConfigured(definition) ? config : variant,
    metadata: { kind: 'experiment', reason, inExperiment, ...recordedMetadata(evaluation) },
  };
}

/**
 * What does such a client get of a rollout, or of a release? The value is whether the feature, or the version, is on;
 * outcomes send its activation back, those of an earlier version that version's own, and of a release the side.
 * @example featureAnswer(evaluateRollout(rollout, { unit: 'visitor-1' })).value // true
 */
export function featureAnswer(evaluation: RolloutEvaluation | ReleaseEvaluation): FlagAnswer {
  const { key, enabled, reason, percentage, activation, revision, version } = evaluation;
  const activated: FlatMetadata = activation === null ? {} : { activation };
  const versioned: FlatMetadata = version === undefined ? {} : { version };
  const routed = evaluation.kind === 'release' ? evaluation.routing : {};
  return {
    key,
    reason: flagReason(reason),
    variant: enabled ? 'on' : 'off',
    value: enabled,
    metadata: { kind: evaluation.kind, reason, percentage, revision, ...activated, ...versioned, ...routed },
  };
}
