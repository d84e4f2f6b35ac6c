import { attributeAt, namesOf } from './attribute.js';
import type { AttributePath, InSegment, TargetingRule } from './targeting-rule.js';

function* leaves(rule: TargetingRule): Generator<TargetingRule> {
  if (rule.op === 'all' || rule.op === 'any') for (const inner of rule.rules) yield* leaves(inner);
  else if (rule.op === 'not') yield* leaves(rule.rule);
  else yield rule;
}

/** The segments that a rule asks about, by key and content. */
export const segmentsOf = (rule: TargetingRule): readonly InSegment[] =>
  [...leaves(rule)].filter((leaf) => leaf.op === 'in_segment');

/** The operators that a rule uses, so that a client can load what they need. */
export const operatorsOf = (rule: TargetingRule): ReadonlySet<TargetingRule['op']> =>
  new Set([...leaves(rule)].map(({ op }) => op));

/** The attributes that a rule reads. */
export const attributePathsOf = (rule: TargetingRule): readonly AttributePath[] =>
  [...leaves(rule)].flatMap((leaf) => ('attribute' in leaf ? [leaf.attribute] : []));

/** The values that are there, by dotted path: what a decision was made from. */
export function valuesAt(
  attributes: unknown,
  paths: readonly AttributePath[],
): Readonly<Record<string, unknown>> {
  const found = paths.map((path) => {
    const names = namesOf(path);
    return [names.join('.'), attributeAt(attributes, names)] as const;
  });
  return Object.fromEntries(found.filter(([, value]) => value !== undefined));
}
