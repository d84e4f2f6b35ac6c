import type { RolloutDefinition, RolloutSegments, SegmentContent } from '../definition/definition.js';
import { absentSegments } from '../targeting/absent-segments.js';
import { readRule } from '../targeting/rule-engine.js';
import type { RolloutInput } from './evaluation.js';

type Kind = keyof RolloutSegments;

/** Every segment that a rollout names. */
export const namedSegments = ({ segments = {} }: RolloutDefinition): readonly SegmentContent[] => [
  ...(segments.deny ?? []),
  ...(segments.allow ?? []),
  ...(segments.only ?? []),
];

/** Those whose content is not here, or that this version cannot read. */
export const missingSegments = (rollout: RolloutDefinition, { segment }: RolloutInput) =>
  absentSegments(namedSegments(rollout), segment);

/** Whether the unit is in one of the rollout’s segments of this kind. */
export function isInAny(kind: Kind, { segments }: RolloutDefinition, input: RolloutInput): boolean {
  const { unit, attributes, segment = () => undefined } = input;
  const facts = { unit, attributes, segment };
  return (segments?.[kind] ?? []).some((named) => readRule({ op: 'in_segment', ...named })?.(facts));
}
