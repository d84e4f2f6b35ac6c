import type { ExperimentDefinition, LayerSlot, RuleOverride } from '../definition/definition.js';
import type { Hashing } from '../definition/hashing.js';
import { bucketOfHash, layerSalt } from '../hash/bucket.js';
import type { Allocator, BucketingAlgorithm } from '../hash/bucketing-algorithm.js';
import { murmur3 } from '../hash/murmur-3.algorithm.js';
import { hashesAfter } from '../hash/murmur-hash-3.js';
import type { Predicate } from '../targeting/rule-engine.js';
import { readRule } from '../targeting/rule-engine.js';
import type { InSegment, TargetingRule } from '../targeting/targeting-rule.js';
import { namedIn } from './segment-engine.js';

const DEFAULT_HASHING: Hashing = { algorithm: 'murmur3' };

/** A rule that was compiled; `holds` is undefined where this version cannot read it. */
export interface PreparedRule {
  readonly rule: TargetingRule;
  readonly holds: Predicate | undefined;
}

export interface PreparedOverride extends PreparedRule {
  readonly variant: string;
}

/** What can be worked out of a definition once, before any unit asks. */
export interface PreparedExperiment {
  readonly definition: ExperimentDefinition;
  readonly hashing: Hashing;
  readonly unitOverrides: ReadonlyMap<string, string>;
  readonly ruleOverrides: readonly PreparedOverride[];
  readonly targeting: PreparedRule | undefined;
  readonly segments: readonly InSegment[];
  /** The bucket of a unit in the experiment's layer. */
  readonly layerBucket: ((unit: string) => number) | undefined;
  /** By the built-in algorithm; undefined where the experiment has another. */
  readonly builtIn: Allocator | undefined;
  allocator(algorithm: BucketingAlgorithm): Allocator;
}

const prepareOverride = ({ when, variant }: RuleOverride): PreparedOverride => ({
  rule: when,
  holds: readRule(when),
  variant,
});

/** A higher bucket version spreads the units anew, with the same salt. */
export const saltOf = ({ salt, bucketVersion = 1 }: ExperimentDefinition): string =>
  bucketVersion > 1 ? `${salt ?? ''}:v${String(bucketVersion)}` : (salt ?? '');

function allocate(
  definition: ExperimentDefinition,
  hashing: Hashing,
  algorithm: BucketingAlgorithm,
): Allocator {
  const { trafficAllocation, variants } = definition;
  const weights = variants.map(({ weight }) => weight);
  return algorithm.allocate({ salt: saltOf(definition), hashing, trafficAllocation, weights });
}

function allocators(definition: ExperimentDefinition, hashing: Hashing): PreparedExperiment['allocator'] {
  const known = new Map<BucketingAlgorithm, Allocator>();
  return (algorithm) => {
    const before = known.get(algorithm);
    if (before !== undefined) return before;
    const fresh = allocate(definition, hashing, algorithm);
    known.set(algorithm, fresh);
    return fresh;
  };
}

function layerBuckets({ salt }: LayerSlot): (unit: string) => number {
  const hash = hashesAfter(`${layerSalt(salt)}:`);
  return (unit) => bucketOfHash(hash(unit));
}

function prepare(definition: ExperimentDefinition): PreparedExperiment {
  const { targeting, overrides = {}, hashing = DEFAULT_HASHING, layer } = definition;
  const ruleOverrides = (overrides.rules ?? []).map(prepareOverride);
  const prepared = targeting === undefined ? undefined : { rule: targeting, holds: readRule(targeting) };
  const rules = [...(prepared ? [prepared] : []), ...ruleOverrides];
  return {
    definition,
    hashing,
    unitOverrides: new Map((overrides.units ?? []).map(({ digest, variant }) => [digest, variant])),
    ruleOverrides,
    targeting: prepared,
    segments: rules.flatMap(({ rule, holds }) => (holds ? namedIn(rule) : [])),
    layerBucket: layer && layerBuckets(layer),
    builtIn: hashing.algorithm === 'murmur3' ? allocate(definition, hashing, murmur3) : undefined,
    allocator: allocators(definition, hashing),
  };
}

const kept = new WeakMap<ExperimentDefinition, PreparedExperiment>();

/** Definitions are immutable and evaluated many times: they are prepared at the first evaluation. */
export function preparedOf(definition: ExperimentDefinition): PreparedExperiment {
  const known = kept.get(definition);
  if (known !== undefined) return known;
  const fresh = prepare(definition);
  kept.set(definition, fresh);
  return fresh;
}
