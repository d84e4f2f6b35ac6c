import type { FlagDefinition, HoldoutDefinition } from '../definition/definition.js';
import type { HashingAlgorithm } from '../definition/hashing.js';
import type { BucketingAlgorithm } from '../hash/bucketing-algorithm.js';
import { murmur3 } from '../hash/murmur-3.algorithm.js';
import type { Segment } from '../targeting/segment.js';
import type { Snapshot } from './snapshot.js';

/** Algorithms by name, as they were loaded; `murmur3` is always there. */
export type AlgorithmRegistry = Readonly<Partial<Record<HashingAlgorithm, BucketingAlgorithm>>>;

export interface SnapshotParts {
  readonly flags?: Iterable<FlagDefinition>;
  readonly holdouts?: Iterable<HoldoutDefinition>;
  readonly segments?: Iterable<Segment>;
  readonly algorithms?: AlgorithmRegistry;
  readonly digest?: (text: string) => string;
}

const byKey = <Keyed extends { readonly key: string }>(items: Iterable<Keyed> = []): Map<string, Keyed> =>
  new Map([...items].map((item) => [item.key, item]));

// No character that a key may have.
const contentKey = (key: string, hash: string): string => `${key}\n${hash}`;

/**
 * A snapshot of what is given, for clients that hold a whole configuration and for tests.
 * @example evaluate(snapshotOf({ flags: [definition] }), 'checkout', { unit: 'visitor-1' })
 */
export function snapshotOf({ flags, holdouts, segments, algorithms = {}, digest }: SnapshotParts): Snapshot {
  const flagsByKey = byKey(flags);
  const holdoutsByKey = byKey(holdouts);
  const global = [...holdoutsByKey.values()].filter(({ scope }) => scope === 'global');
  const contents = new Map(
    [...(segments ?? [])].map((segment) => [contentKey(segment.key, segment.hash), segment]),
  );
  const loaded = new Map<string, BucketingAlgorithm | undefined>(Object.entries({ ...algorithms, murmur3 }));
  return {
    flag: (key) => flagsByKey.get(key),
    holdout: (key) => holdoutsByKey.get(key),
    globalHoldouts: () => global,
    segment: (key, hash) => contents.get(contentKey(key, hash)),
    algorithm: (name) => loaded.get(name),
    digest,
  };
}

/** Nothing to look up: for an experiment that refers to nothing else. */
export const NO_SNAPSHOT: Snapshot = snapshotOf({});
