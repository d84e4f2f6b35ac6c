import type { VariantConfig } from '../definition/definition.js';
import type { ReleaseEvaluation } from './release-evaluation.js';
import type { Segment } from '../targeting/segment.js';

/**
 * Why an experiment gave this variant, in the order in which the reasons are asked. `provisional` is the gateway's
 * own: drawn, but nobody could be asked whether the unit has an earlier assignment.
 */
export type ExperimentReason =
  | 'winner'
  | 'no_winner'
  | 'rolled_back'
  | 'paused'
  | 'not_started'
  | 'unavailable'
  | 'unit_missing'
  | 'digest_missing'
  | 'override'
  | 'holdout'
  | 'not_in_layer'
  | 'prerequisite_failed'
  | 'targeting_mismatch'
  | 'not_in_traffic'
  | 'sticky'
  | 'bandit'
  | 'split'
  | 'provisional';

/** What a unit was given before, as its first assignment recorded it. */
export interface StickyAssignment {
  readonly variant: string;
  readonly bucket: number;
  readonly propensity: number;
  readonly phase: number;
  readonly revision: string;
  /** Who it was given to, where that was somebody who turned out to be this unit: the gate asks about them. */
  readonly unit?: string | undefined;
}

export type Attributes = Readonly<Record<string, unknown>>;

export interface ExperimentInput {
  readonly unit: string;
  readonly attributes?: Attributes | undefined;
  /** The unit's assignment in the definition's run, when it is known. */
  readonly sticky?: StickyAssignment | undefined;
  /** The unit's assignments in the runs of other flags, where these are prerequisites. */
  readonly stickyOf?: ((flag: string, run: number) => StickyAssignment | undefined) | undefined;
  /** A variant that somebody who may do so asked for (a tester's signed token): an override like any other. */
  readonly forced?: string | undefined;
  /** Hex SHA-256 of `unitDigestText(key, unit)`; where absent the snapshot's `digest` works it out. */
  readonly unitDigest?: string | undefined;
}

/** What a unit is served, and why. */
export interface ExperimentEvaluation {
  readonly kind: 'experiment';
  readonly key: string;
  /** Null only for an experiment without variants. */
  readonly variant: string | null;
  readonly config: VariantConfig;
  readonly reason: ExperimentReason;
  /** Whether chance chose the variant, so that the unit takes part in the experiment. */
  readonly inExperiment: boolean;
  readonly run: number | null;
  readonly phase: number | null;
  readonly revision: string;
  /** 0–9,999; null where no variant was drawn. */
  readonly bucket: number | null;
  /** Probability of this variant when it was chosen; null where no variant was drawn. */
  readonly propensity: number | null;
}

export type RolloutReason =
  | 'rolled_back'
  | 'not_started'
  | 'unit_missing'
  | 'digest_missing'
  | 'unavailable'
  | 'denied'
  | 'allowed'
  | 'not_in_audience'
  | 'percentage'
  | 'live';

export interface RolloutInput {
  readonly unit: string;
  /** Hex SHA-256 of `unitDigestText(key, unit)`; needed where the rollout has an allow or a deny list. */
  readonly unitDigest?: string | undefined;
  /** What rules of segments look at. */
  readonly attributes?: Attributes | undefined;
  /** Where segments are looked up; needed where the rollout names any. */
  readonly segment?: ((key: string, hash: string) => Segment | undefined) | undefined;
}

/** Whether a feature is on for a unit, and why. */
export interface RolloutEvaluation {
  readonly kind: 'rollout';
  readonly key: string;
  readonly enabled: boolean;
  readonly reason: RolloutReason;
  readonly percentage: number;
  /**
   * Outcomes carry it, so that the errors of one activation never count against another. Null before the start, and
   * where segments decide for units that do not have the feature: nobody else can tell them apart.
   */
  readonly activation: string | null;
  readonly revision: string;
  /** Which version it is on with, where versions have names. */
  readonly version?: string;
}

/** No flag has this key. */
export interface MissingFlag {
  readonly kind: 'missing';
  readonly key: string;
  readonly reason: 'flag_not_found';
}

export type FlagEvaluation = ExperimentEvaluation | RolloutEvaluation | ReleaseEvaluation | MissingFlag;

/** One rule of an evaluation, in the order in which they were asked. */
export interface EvaluationStep {
  readonly rule: string;
  /** `passed`: the rule had nothing to say and the next one was asked. */
  readonly outcome: 'decided' | 'passed';
  /** What the rule looked at: buckets, bounds, attributes, other flags; plain JSON. */
  readonly inputs?: Readonly<Record<string, unknown>>;
}

export interface Explanation<Evaluation> {
  readonly evaluation: Evaluation;
  readonly steps: readonly EvaluationStep[];
}
