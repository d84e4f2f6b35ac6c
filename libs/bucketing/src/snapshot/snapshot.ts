import type { FlagDefinition, HoldoutDefinition } from '../definition/definition.js';
import type { HashingAlgorithm } from '../definition/hashing.js';
import type { BucketingAlgorithm } from '../hash/bucketing-algorithm.js';
import type { Segment } from '../targeting/segment.js';

/**
 * All that an evaluation may look up, as it stood at one moment. A view, not a copy: the gateway's table is one, and
 * so is what `snapshotOf` makes of a client's configuration.
 */
export interface Snapshot {
  flag(key: string): FlagDefinition | undefined;
  /** A group holdout by its key. */
  holdout(key: string): HoldoutDefinition | undefined;
  /** Those that apply to every experiment. */
  globalHoldouts(): readonly HoldoutDefinition[];
  segment(key: string, hash: string): Segment | undefined;
  /** Undefined for one that was not loaded: experiments that need it are `unavailable`, never spread differently. */
  algorithm(name: HashingAlgorithm): BucketingAlgorithm | undefined;
  /** Hex SHA-256 of a text's UTF-8 bytes; without it whoever has unit lists is answered `digest_missing`. */
  readonly digest?: ((text: string) => string) | undefined;
}
