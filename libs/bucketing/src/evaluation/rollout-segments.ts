import type { RolloutDefinition, RolloutSegments, SegmentContent } from '../definition/definition.js';
import type { Predicate } from '../targeting/rule-engine.js';
import { readRule } from '../targeting/rule-engine.js';
import { isReadable } from '../targeting/segment-rule.js';
import type { RolloutInput } from './evaluation.js';

type Kind = keyof RolloutSegments;

const kept = new WeakMap<readonly SegmentContent[], Predicate>();

const NOBODY: Predicate = () => false;

function predicateOf(segments: readonly SegmentContent[]): Predicate {
  const known = kept.get(segments);
  if (known !== undefined) return known;
  const rules = segments.map(({ segment, hash }) => ({ op: 'in_segment', segment, hash }) as const);
  const fresh = readRule({ op: 'any', rules }) ?? NOBODY;
  kept.set(segments, fresh);
  return fresh;
}

/** Every segment that a rollout names. */
export const namedSegments = ({ segments = {} }: RolloutDefinition): readonly SegmentContent[] => [
  ...(segments.deny ?? []),
  ...(segments.allow ?? []),
  ...(segments.only ?? []),
];

/** Those whose content is not here, or that this version cannot read. */
export function missingSegments(rollout: RolloutDefinition, { segment: find }: RolloutInput) {
  return namedSegments(rollout).filter(({ segment, hash }) => {
    const found = find?.(segment, hash);
    return found === undefined || !isReadable(found);
  });
}

/** Whether the unit is in one of the rollout’s segments of this kind. */
export function isInAny(kind: Kind, { segments }: RolloutDefinition, input: RolloutInput): boolean {
  const named = segments?.[kind] ?? [];
  const { unit, attributes, segment = () => undefined } = input;
  return named.length > 0 && predicateOf(named)({ unit, attributes, segment });
}
