import type { InSegment, TargetingRule } from '@assay/bucketing';

/** As it is defined: without a hash, the segment's content is that of the moment. */
type Named = Omit<InSegment, 'hash'> & { readonly hash?: string };

/** Stands for a segment that is not there: nobody belongs to it. */
const NO_CONTENT = '';

/** The rule with the present content of every segment that it names. */
export function resolveSegments(
  rule: TargetingRule,
  hashOf: (segment: string) => string | undefined,
): TargetingRule {
  switch (rule.op) {
    case 'all':
    case 'any':
      return { ...rule, rules: rule.rules.map((inner) => resolveSegments(inner, hashOf)) };
    case 'not':
      return { ...rule, rule: resolveSegments(rule.rule, hashOf) };
    case 'in_segment': {
      const { segment, hash }: Named = rule;
      return { op: 'in_segment', segment, hash: hash ?? hashOf(segment) ?? NO_CONTENT };
    }
    default:
      return rule;
  }
}
