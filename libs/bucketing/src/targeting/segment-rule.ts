import type { Predicate } from './rule-engine.js';
import { readRule } from './rule-engine.js';
import type { Segment } from './segment.js';
import type { TargetingRule } from './targeting-rule.js';

const compiledSegments = new WeakMap<TargetingRule, { readonly holds: Predicate | undefined }>();

// Segments are shared by many experiments and immutable: their rules are compiled once.
export function segmentRule(rule: TargetingRule): Predicate | undefined {
  const known = compiledSegments.get(rule);
  if (known !== undefined) return known.holds;
  const holds = readRule(rule);
  compiledSegments.set(rule, { holds });
  return holds;
}

/** Whether this version can tell who belongs to the segment. */
export const isReadable = (segment: Segment): boolean =>
  segment.kind === 'list' || segmentRule(segment.rule) !== undefined;
