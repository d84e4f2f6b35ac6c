import type { InSegment, TargetingRule } from '../targeting/targeting-rule.js';
import type { Hashing } from './hashing.js';
import type { ReleaseDefinition } from './release-definition.js';

/** The newest format of definitions that this code evaluates; a definition with a higher one is `unavailable`. */
export const DEFINITION_FORMAT = 2;

/**
 * A compiled experiment, all that evaluation needs; `revision` is its content hash. Plain JSON: it is stored, sent
 * to clients and hashed as it is. Whatever is optional here was added later and may be left out.
 */
export interface ExperimentDefinition {
  readonly kind: 'experiment';
  /** Which fields the author of this definition knew of; absent: 1. */
  readonly format?: number;
  readonly key: string;
  readonly status: 'draft' | 'scheduled' | 'running' | 'paused' | 'concluded' | 'archived';
  /** Control to all, without randomisation (after a promotion was rolled back). */
  readonly controlOnly: boolean;
  /** The variant for all, once concluded; null: control. */
  readonly winner: string | null;
  readonly run: number | null;
  readonly phase: number | null;
  readonly salt: string | null;
  readonly revision: string;
  /** 0–100 percent. */
  readonly trafficAllocation: number;
  /** Whether weights have changed in this run: then the hash alone does not give earlier assignments. */
  readonly weightsChanged: boolean;
  readonly variants: readonly VariantDefinition[];

  /** What a unit is (`visitor`, `account`); for people and checks, evaluation does not look at it. */
  readonly unitType?: string;
  /** Units that get a variant without randomisation, whatever else holds. */
  readonly overrides?: Overrides;
  /** Keys of the group holdouts it takes part in; global holdouts apply without being named. */
  readonly holdouts?: readonly string[];
  /** Its part of a layer of mutually exclusive experiments. */
  readonly layer?: LayerSlot;
  /** All of them must hold. */
  readonly prerequisites?: readonly Prerequisite[];
  /** Who takes part; absent: everybody. */
  readonly targeting?: TargetingRule;
  /** How units are spread; absent: MurmurHash3 with a salt of its own for the gate. */
  readonly hashing?: Hashing;
  /** Raised to spread the units anew with the same salt; absent: 1. */
  readonly bucketVersion?: number;
  /** Weights follow the results: assignments have the reason `bandit` and need the sticky store. */
  readonly bandit?: boolean;
}

/** What a variant configures: members of an object, or one value. */
export type VariantConfig = Readonly<Record<string, unknown>> | boolean | number | string;

export interface VariantDefinition {
  readonly key: string;
  /** For people; evaluation does not look at it. */
  readonly name?: string;
  readonly isControl: boolean;
  /** Positive, relative to the others. */
  readonly weight: number;
  readonly config: VariantConfig;
}

/** Forced variants, in this order: units by digest, then the first rule that holds. */
export interface Overrides {
  readonly units?: readonly UnitOverride[];
  readonly rules?: readonly RuleOverride[];
}

export interface UnitOverride {
  /** Hex SHA-256 of `unitDigestText(key, unit)`: no unit is named in a definition. */
  readonly digest: string;
  readonly variant: string;
}

export interface RuleOverride {
  readonly when: TargetingRule;
  readonly variant: string;
}

/**
 * The part of a layer that belongs to an experiment. The layer's salt puts each unit into one of 10,000 buckets,
 * once for all its experiments: two experiments with disjoint ranges never share a unit, and nobody moves when one
 * of them ends.
 */
export interface LayerSlot {
  readonly layer: string;
  readonly salt: string;
  readonly ranges: readonly BucketRange[];
}

/** Buckets `from` to `to`, without `to`; integers, 0 ≤ from < to ≤ 10,000. */
export interface BucketRange {
  readonly from: number;
  readonly to: number;
}

/** Another flag that must serve the unit one of these variants (of a rollout or release: `on`, `off`). */
export interface Prerequisite {
  readonly flag: string;
  readonly variants: readonly string[];
}

/**
 * A share of the units that gets control everywhere, to measure what all experiments together have brought.
 * `global`: in every experiment; `group`: in those that name it.
 */
export interface HoldoutDefinition {
  readonly key: string;
  readonly scope: 'global' | 'group';
  readonly salt: string;
  /** 0–100 percent of the units are held out. */
  readonly percent: number;
}

/** A compiled rollout. */
export interface RolloutDefinition {
  readonly kind: 'rollout';
  readonly key: string;
  readonly status: 'planned' | 'in_progress' | 'paused' | 'completed' | 'rolled_back';
  readonly salt: string;
  readonly revision: string;
  readonly percentage: number;
  readonly activation: string | null;
  /** Hex SHA-256 of `<key>:<unit>`. */
  readonly allow: ReadonlySet<string>;
  readonly deny: ReadonlySet<string>;
  /** Whole sets of units beside those lists. */
  readonly segments?: RolloutSegments;
  /** Name of the version that is being rolled out. */
  readonly version?: string;
  /** The version that went through all tiers before it: everybody else has that one. */
  readonly live?: LiveVersion;
}

/** Segments by their contents; a unit in any of those of a kind is meant. */
export interface RolloutSegments {
  readonly allow?: readonly SegmentContent[];
  readonly deny?: readonly SegmentContent[];
  /** The feature is for these alone: whoever is in none of them does not have it, unless allowed by name. */
  readonly only?: readonly SegmentContent[];
}

export type SegmentContent = Pick<InSegment, 'segment' | 'hash'>;

export interface LiveVersion {
  readonly version: string;
  /** What its outcomes carry. */
  readonly activation: string;
}

export type FlagDefinition = ExperimentDefinition | RolloutDefinition | ReleaseDefinition;
