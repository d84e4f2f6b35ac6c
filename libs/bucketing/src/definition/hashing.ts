/** `murmur3` is built in; the others are loaded where a definition asks for them (`AlgorithmRegistry`). */
export type HashingAlgorithm = 'murmur3' | 'md5' | 'sha256' | 'growthbook-v1' | 'growthbook-v2' | 'unleash';

/**
 * How the share of the traffic is taken.
 * - `independent`: by a hash of its own, so that the gate says nothing about the variant.
 * - `coverage`: the first part of each variant's range takes part (GrowthBook).
 * - `shared`: by the very hash that chooses the variant. A small share then lets in only the first variant
 *   (`starvedVariants` tells): for units that were spread like this elsewhere, never for new experiments.
 */
export type GateRule = 'independent' | 'coverage' | 'shared';

/**
 * How the units of one experiment are spread, so that a team that comes from another system keeps its units where
 * they are. With the salt of the run set to that system's seed (GrowthBook), group id (Unleash) or key.
 */
export interface Hashing {
  readonly algorithm: HashingAlgorithm;
  /** Absent: murmur3 and unleash `independent`, growthbook `coverage`, md5 and sha256 `shared`. */
  readonly gate?: GateRule;
  /** What md5 and sha256 hash: a text with `{unit}` and, mostly, `{salt}`; absent: `{salt}:{unit}`. */
  readonly text?: string;
}
