import type { FlagDefinition, SegmentContent } from '@assay/bucketing';
import { segmentsOf } from '@assay/bucketing';

/** The contents of segments that a compiled definition names. */
export function namedSegments(definition: FlagDefinition): readonly SegmentContent[] {
  if (definition.kind === 'rollout') {
    const { deny = [], allow = [], only = [] } = definition.segments ?? {};
    return [...deny, ...allow, ...only];
  }
  if (definition.kind === 'release') return [];
  const { targeting, overrides } = definition;
  const rules = [
    ...(targeting === undefined ? [] : [targeting]),
    ...(overrides?.rules ?? []).map(({ when }) => when),
  ];
  return rules.flatMap((rule) => segmentsOf(rule));
}
